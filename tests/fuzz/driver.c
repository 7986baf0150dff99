/*
 * driver.c - feeds changed corpus files to LLVMFuzzerTestOneInput, guided by coverage.
 *
 * Linked into each fuzz_NAME.c.  Seeds lie in tests/fuzz/corpus/NAME/, words worth
 * inserting in tests/fuzz/NAME.dict (one a line).  With files as arguments it runs
 * just those.  An input that fails is written beside the program and named.
 *   environment: FUZZ_SECONDS (10), TEST_SEED
 */
#include "lib/prop.h"

#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 65536           /* bytes of one input */
#define MOST 20000              /* inputs kept */
#define HANG_SECONDS 20

#ifdef __clang__
#define NOT_COVERED __attribute__((no_sanitize("coverage", "address", "undefined")))
#else
#define NOT_COVERED __attribute__((no_sanitize_coverage, no_sanitize("address", "undefined")))
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
void __sanitizer_cov_trace_pc(void);
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

struct input {
	unsigned char *at;
	size_t len;
};

static unsigned char seen[1 << 16];     /* edges ever taken */
static size_t edges, before;
static struct input kept[MOST];
static size_t count;
static struct input words[500];
static size_t word_count;
static unsigned char now[LONGEST];      /* being run */
static size_t now_len;
static char crash_path[400];

/* Called by every edge of the instrumented code. */
NOT_COVERED void __sanitizer_cov_trace_pc(void)
{
	size_t here = (size_t)__builtin_return_address(0);
	size_t edge = ((here >> 1) ^ before ^ (here >> 17)) & (sizeof(seen) - 1);

	before = (here << 3) & (sizeof(seen) - 1);
	if (!seen[edge]) {
		seen[edge] = 1;
		edges++;
	}
}

static void save_crash(void)
{
	FILE *out = fopen(crash_path, "wb");

	if (!out)
		return;
	fwrite(now, 1, now_len, out);
	fclose(out);
	fprintf(stderr, "the input is in %s; give it to the program to repeat\n", crash_path);
}

static void on_signal(int signal)
{
	save_crash();
	fprintf(stderr, signal == SIGALRM ? "one input took too long\n" : "stopped by SIGABRT\n");
	_exit(1);
}

static void keep(const unsigned char *at, size_t len)
{
	if (count == MOST)
		return;
	kept[count].at = malloc(len + 1);
	memcpy(kept[count].at, at, len);
	kept[count++].len = len;
}

/* An exact copy on the heap, so that a read past its end is found. */
static void run_one(const unsigned char *at, size_t len)
{
	unsigned char *copy = malloc(len ? len : 1);
	size_t edges_before = edges;

	memcpy(copy, at, len);
	before = 0;
	alarm(HANG_SECONDS);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
	if (edges > edges_before)
		keep(at, len);
}

static int run_file(const char *path)
{
	FILE *in = fopen(path, "rb");

	if (!in) {
		perror(path);
		return -1;
	}
	now_len = fread(now, 1, sizeof(now), in);
	fclose(in);
	run_one(now, now_len);
	keep(now, now_len);
	return 0;
}

static void load_corpus(const char *name)
{
	char path[600];
	struct dirent **entries;
	int n;

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	n = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name,
			entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			run_file(path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (!count)
		keep((const unsigned char *)"", 0);
}

static void load_words(const char *name)
{
	char path[300], *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *in;

	snprintf(path, sizeof(path), "tests/fuzz/%s.dict", name);
	in = fopen(path, "r");
	while (in && word_count < 500 && (len = getline(&line, &size, in)) > 0) {
		len -= line[len - 1] == '\n';
		if (len > 0 && line[0] != '#')
			words[word_count++] = (struct input){
				(unsigned char *)strndup(line, (size_t)len), (size_t)len };
	}
	free(line);
	if (in)
		fclose(in);
}

static void insert(size_t at, const unsigned char *bytes, size_t len)
{
	if (len > LONGEST - now_len)
		len = LONGEST - now_len;
	memmove(now + at + len, now + at, now_len - at);
	memmove(now + at, bytes, len);
	now_len += len;
}

static void splice(struct prop *p, size_t at)
{
	struct input from = kept[prop_below(p, count)];
	size_t begin = prop_below(p, from.len + 1);

	insert(at, from.at + begin, prop_below(p, from.len - begin + 1));
}

static void change(struct prop *p)
{
	static const unsigned char telling[] = { 0, 1, 127, 128, 255, '\n', '"', '\'', '{', '(',
		'-' };
	size_t at = prop_below(p, now_len + 1), len;
	unsigned char one = prop_chance(p, 40) ? telling[prop_below(p, sizeof(telling))] :
		(unsigned char)prop_u64(p);

	switch (prop_below(p, 6)) {
	case 0:
		if (at < now_len)
			now[at] ^= (unsigned char)(1u << prop_below(p, 8));
		break;
	case 1:
		if (at < now_len)
			now[at] = one;
		break;
	case 2:
		insert(at, &one, 1);
		break;
	case 3:
		len = prop_below(p, prop_chance(p, 70) ? 8 : 256);
		len = len < now_len - at ? len : now_len - at;
		memmove(now + at, now + at + len, now_len - at - len);
		now_len -= len;
		break;
	case 4:
		if (word_count) {
			struct input word = words[prop_below(p, word_count)];

			insert(at, word.at, word.len);
		}
		break;
	default:
		splice(p, at);
	}
}

static void fuzz(const char *name, int seconds)
{
	struct prop p = prop_start(name, (uint64_t)time(NULL));
	time_t end = time(NULL) + seconds;
	unsigned long long runs = 0;

	for (; time(NULL) < end; runs++) {
		struct input from = kept[prop_below(&p, count)];

		memcpy(now, from.at, from.len);
		now_len = from.len;
		for (uint64_t n = 1 + prop_below(&p, 6); n; n--)
			change(&p);
		run_one(now, now_len);
	}
	printf("%s: %llu runs in %d s, %zu edges, %zu inputs\n", name, runs, seconds, edges,
		count);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	const char *seconds = getenv("FUZZ_SECONDS");
	int bad = 0;

	snprintf(crash_path, sizeof(crash_path), "%.350s.crash", argv[0]);
	name += strncmp(name, "fuzz_", 5) == 0 ? 5 : 0;
	signal(SIGALRM, on_signal);
	signal(SIGABRT, on_signal);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(save_crash);
	for (int i = 1; i < argc; i++)
		bad |= run_file(argv[i]);
	if (argc == 1) {
		load_words(name);
		load_corpus(name);
		fuzz(name, seconds ? (int)strtol(seconds, NULL, 10) : 10);
	}
	alarm(0);
	return bad ? 1 : 0;
}
