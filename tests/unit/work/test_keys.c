/*
 * Public keys: what is taken for one, whose it is, and the file that sshd reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/base64.h"
#include "base/str.h"
#include "unit/work/office.h"
#include "work/keys.h"
#include "work/lock.h"

#define BLOB "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define OTHER "AAAAC3NzaC1lZDI1NTE5AAAAIP8BAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

static struct office o;
static struct dataset *admin;
static struct key_file file;
static uint64_t bao;

static int open_it(void **state)
{
	(void)state;
	office_open(&o);
	admin = office_enter(&o, "admin");
	bao = office_user(&o, "bao");
	file = (struct key_file){ .dir = o.dir, .program = "/usr/bin/herbledger" };
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&admin);
	office_close(&o);
	return 0;
}

static int add(uint64_t user, const char *line, struct user_key *out, struct err *err)
{
	err_clear(err);
	return key_add(admin, user, line, "office", 0, &o.mem, out, err);
}

static void must_add(uint64_t user, const char *line, struct user_key *out)
{
	struct err err = { 0 };

	if (add(user, line, out, &err) < 0)
		fail_msg("%s", err.text);
}

/* What stands in the file now, its first line left out. */
static const char *lines_of_file(void)
{
	struct err err = { 0 };
	struct str text = { 0 };
	const char *out;
	char piece[4096];
	size_t got;
	FILE *in;

	if (keys_current(o.store, o.model, &file, &err) < 0)
		fail_msg("%s", err.text);
	in = fopen(arena_printf(&o.mem, "%s/authorized_keys", o.dir), "r");
	assert_non_null(in);
	while ((got = fread(piece, 1, sizeof(piece), in)) > 0)
		str_add_len(&text, piece, got);
	fclose(in);
	out = strchr(str_text(&text), '\n');
	assert_non_null(out);
	out = arena_text(&o.mem, out + 1);
	str_release(&text);
	return out;
}

/* ---- what is a key ---- */

static void a_key_is_one_line_of_a_known_type(void **state)
{
	static const char *const bad[] = {
		"", " ", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 AAAA",
		"ssh-dss " BLOB, "ssh-rsa " BLOB, /* names another type */
		"command=\"sh\" ssh-ed25519 " BLOB, "restrict ssh-ed25519 " BLOB,
		"ssh-ed25519 " BLOB "\nssh-ed25519 " OTHER, "ssh-ed25519 " BLOB "\r",
		"ssh-ed25519 " BLOB "\n", "ssh-ed25519\t" BLOB, "# ssh-ed25519 " BLOB,
		"ssh-ed25519 " BLOB "=", "ssh-ed25519 =" BLOB,
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA==",
		"ssh-ed25519,ssh-rsa " BLOB, BLOB, "-----BEGIN OPENSSH PRIVATE KEY-----",
	};
	struct public_key key;
	struct user_key added;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(public_key_read("ssh-ed25519 " BLOB " bao at home", &o.mem, &key, &err), 0);
	assert_string_equal(key.type, "ssh-ed25519");
	assert_string_equal(key.blob, BLOB);
	assert_string_equal(key.comment, "bao at home");
	assert_int_equal(strlen(key.fingerprint), 50);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&err);
		if (public_key_read(bad[i], &o.mem, &key, &err) == 0)
			fail_msg("taken for a key: %s", bad[i]);
		if (add(bao, bad[i], &added, &err) == 0)
			fail_msg("added: %s", bad[i]);
	}
}

/* ssh-keygen knows best, where it is installed. */
static void the_fingerprint_is_that_of_ssh_keygen(void **state)
{
	const char *path = arena_printf(&o.mem, "%s/id.pub", o.dir);
	struct public_key key;
	struct err err = { 0 };
	char line[200] = "";
	FILE *io = fopen(path, "w");

	(void)state;
	if (access("/usr/bin/ssh-keygen", X_OK) < 0)
		skip();
	fprintf(io, "ssh-ed25519 %s\n", BLOB);
	fclose(io);
	io = popen(arena_printf(&o.mem, "ssh-keygen -l -f %s", path), "r");
	assert_non_null(fgets(line, sizeof(line), io));
	pclose(io);
	assert_int_equal(public_key_read("ssh-ed25519 " BLOB, &o.mem, &key, &err), 0);
	assert_non_null(strstr(line, key.fingerprint));
}

static void base64_is_taken_only_as_it_is_written(void **state)
{
	static const char *const bad[] = { "A", "AA", "AAA", "A===", "AB==", "AAB=", "AA=A",
		"AA==AAAA", "A-AA", "A AA", "AAAA\n" };
	struct str text = { 0 }, back = { 0 };

	(void)state;
	for (size_t len = 0; len < 8; len++) {
		str_clear(&text);
		str_clear(&back);
		base64_encode(bytes_of("\x00\xff\x10h\x80 a", len), &text);
		assert_int_equal(base64_decode(str_text(&text), text.len, &back), 0);
		assert_int_equal(back.len, len);
		assert_memory_equal(str_text(&back), "\x00\xff\x10h\x80 a", len);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (base64_decode(bad[i], strlen(bad[i]), &back) == 0)
			fail_msg("taken: %s", bad[i]);
	str_release(&text);
	str_release(&back);
}

/* ---- whose ---- */

static void a_key_is_one_persons_and_never_again(void **state)
{
	struct user_key key, again;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB " home", &key);
	assert_int_equal(add(bao, "ssh-ed25519 " BLOB " another comment", &again, &err), -1);
	assert_int_equal(add(office_user(&o, "wu"), "ssh-ed25519 " BLOB, &again, &err), -1);
	assert_non_null(strstr(err.text, "Bao"));
	err_clear(&err);
	assert_int_equal(key_end(admin, bao, key.id, "lost", 0, &o.mem, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(add(bao, "ssh-ed25519 " BLOB, &again, &err), -1);
	err_clear(&err);
	assert_int_equal(office_touch(&o, admin, "key", key.id, "ended", "", &err), -1);
	err_clear(&err);
	assert_int_equal(office_touch(&o, admin, "key", key.id, "user", "6", &err), -1);
	err_clear(&err);
	assert_int_equal(office_touch(&o, admin, "key", key.id, "line", "ssh-ed25519 " OTHER, &err),
		-1);
	must_add(bao, "ssh-ed25519 " OTHER, &again);
}

/* Deleted it would be nobody's, and the thief's again. */
static void a_key_is_not_deleted(void **state)
{
	const struct form *form = model_form(o.model, "key");
	struct save_result result;
	struct user_key key;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB, &key);
	assert_int_equal(data_delete(admin, form, key.id, "lost", &o.mem, &result, &err), -1);
	assert_non_null(strstr(err.text, "never deleted"));
	err_clear(&err);
	assert_int_equal(key_end(admin, bao, key.id, "lost", 0, &o.mem, &count, &err), 0);
	assert_int_equal(data_delete(admin, form, key.id, "lost", &o.mem, &result, &err), -1);
	err_clear(&err);
	assert_int_equal(add(office_user(&o, "wu"), "ssh-ed25519 " BLOB, &key, &err), -1);
}

static void keys_are_for_the_administrator(void **state)
{
	static const char *const others[] = { "zhang", "bao", "anquan", "shenji" };
	struct user_key key;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct dataset *data = office_enter(&o, others[i]);
		struct err err = { 0 };

		assert_int_equal(key_add(data, bao, "ssh-ed25519 " BLOB, NULL, 0, &o.mem, &key,
					 &err), -1);
		assert_int_equal(err.code, ERR_DENIED);
		dataset_close(&data);
	}
}

/* ---- the file ---- */

static void the_file_has_a_line_for_each_valid_key(void **state)
{
	struct user_key key;
	struct err err = { 0 };
	struct stat st;
	size_t count;

	(void)state;
	assert_string_equal(lines_of_file(), "");
	must_add(bao, "ssh-ed25519 " BLOB " home\"x", &key);
	must_add(office_user(&o, "wu"), "ssh-ed25519 " OTHER, &key);
	assert_string_equal(lines_of_file(),
		arena_printf(&o.mem,
			"restrict,pty,command=\"'/usr/bin/herbledger' --data '%s' gate bao\" "
			"ssh-ed25519 " BLOB " bao\n"
			"restrict,pty,command=\"'/usr/bin/herbledger' --data '%s' gate wu\" "
			"ssh-ed25519 " OTHER " wu\n",
			o.dir, o.dir));
	assert_int_equal(stat(arena_printf(&o.mem, "%s/authorized_keys", o.dir), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(key_end(admin, office_user(&o, "wu"), 0, "lost", 0, &o.mem, &count, &err),
		0);
	file.is_default_dir = 1;
	assert_string_equal(lines_of_file(),
		"restrict,pty,command=\"'/usr/bin/herbledger' gate bao\" ssh-ed25519 " BLOB
		" bao\n");
}

static void the_locked_and_the_gone_have_no_line(void **state)
{
	struct dataset *security = office_enter(&o, "anquan");
	struct save_result result;
	struct user_key key;
	struct err err = { 0 };
	size_t ended;

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB, &key);
	assert_string_not_equal(lines_of_file(), "");
	assert_int_equal(user_lock(security, bao, "why", NULL, &o.mem, &ended, &err), 0);
	assert_string_equal(lines_of_file(), "");
	assert_int_equal(user_unlock(security, bao, "why", &o.mem, &err), 0);
	assert_string_not_equal(lines_of_file(), "");
	assert_int_equal(
		data_delete(admin, model_form(o.model, "user"), bao, "x", &o.mem, &result, &err),
		DATA_OK);
	assert_string_equal(lines_of_file(), "");
	dataset_close(&security);
}

static void keys_begin_and_end_with_their_days(void **state)
{
	struct user_key key;
	struct err err = { 0 };

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB, &key);
	assert_int_equal(
		office_touch(&o, admin, "key", key.id, "from", "2026-03-04", &err), DATA_OK);
	assert_int_equal(
		office_touch(&o, admin, "key", key.id, "ended", "2026-03-05", &err), DATA_OK);
	assert_string_equal(lines_of_file(), "");
	office_now(&o, "2026-03-04T00:00");
	assert_string_not_equal(lines_of_file(), "");
	office_now(&o, "2026-03-05T00:00");
	assert_string_equal(lines_of_file(), "");
}

/* Whoever reads while it is written sees the old file or the new one, whole. */
static void it_is_written_whole_or_not_at_all(void **state)
{
	const char *path = arena_printf(&o.mem, "%s/authorized_keys", o.dir);
	struct user_key key;
	struct err err = { 0 };
	struct stat before, after;
	FILE *old;

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB, &key);
	lines_of_file();
	old = fopen(path, "r");
	assert_int_equal(fstat(fileno(old), &before), 0);
	must_add(office_user(&o, "wu"), "ssh-ed25519 " OTHER, &key);
	lines_of_file();
	assert_int_equal(fstat(fileno(old), &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(stat(path, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	fclose(old);
	/* nothing has changed: nothing is written */
	before = after;
	lines_of_file();
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	/* what cannot be written is said, and the old one stands */
	file.dir = arena_printf(&o.mem, "%s/none", o.dir);
	assert_int_equal(keys_write(o.store, o.model, &file, &err), -1);
	file.dir = arena_printf(&o.mem, "%s/it's", o.dir);
	err_clear(&err);
	assert_int_equal(mkdir(file.dir, 0700), 0);
	assert_int_equal(keys_write(o.store, o.model, &file, &err), -1);
}

/* A link in the place of the file that is being written leads nowhere. */
static void no_link_is_followed(void **state)
{
	const char *aim = arena_printf(&o.mem, "%s/aim", o.dir);
	struct user_key key;
	struct stat st;

	(void)state;
	must_add(bao, "ssh-ed25519 " BLOB, &key);
	assert_int_equal(symlink(aim, arena_printf(&o.mem, "%s/.authorized_keys.new", o.dir)), 0);
	assert_int_equal(symlink(aim, arena_printf(&o.mem, "%s/authorized_keys", o.dir)), 0);
	assert_string_not_equal(lines_of_file(), "");
	assert_int_equal(stat(aim, &st), -1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_key_is_one_line_of_a_known_type),
		TEST(the_fingerprint_is_that_of_ssh_keygen),
		TEST(base64_is_taken_only_as_it_is_written),
		TEST(a_key_is_one_persons_and_never_again),
		TEST(a_key_is_not_deleted),
		TEST(keys_are_for_the_administrator),
		TEST(the_file_has_a_line_for_each_valid_key),
		TEST(the_locked_and_the_gone_have_no_line),
		TEST(keys_begin_and_end_with_their_days),
		TEST(it_is_written_whole_or_not_at_all),
		TEST(no_link_is_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
