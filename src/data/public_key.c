/*
 * public_key.c - a line of id_*.pub, checked before it may become a line of authorized_keys.
 *
 * sshd reads options before the type of a key, and one line is one key: whatever is not
 * exactly type, base64 and an optional comment is refused.
 */
#include "data/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/hash.h"

enum { BLOB_MOST = 2800 }; /* letters: RSA of 16384 bits, the longest sshd takes */

static const char *const types[] = { "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com",
	"sk-ecdsa-sha2-nistp256@openssh.com", NULL };

static int is_known(const char *type)
{
	for (size_t i = 0; types[i]; i++)
		if (strcmp(types[i], type) == 0)
			return 1;
	return 0;
}

static int has_controls(const char *line)
{
	for (; *line; line++)
		if ((unsigned char)*line < 0x20 || *line == 0x7f)
			return 1;
	return 0;
}

/* What stands in the blob first is its type again; and more follows. */
static int names_type(struct bytes blob, const char *type)
{
	struct taker in = { .left = blob };
	struct bytes name = take_sized(&in), rest = take_sized(&in);

	return !in.bad && bytes_equal(name, bytes_of_text(type)) && rest.len > 0;
}

static const char *fingerprint_of(struct bytes blob, struct arena *mem)
{
	struct sha256 *hash = sha256_new();
	char hex[SHA256_HEX_SIZE];
	struct str raw = { 0 }, text = { 0 };
	const char *out;

	sha256_add(hash, blob.at, blob.len);
	sha256_end(&hash, hex);
	for (size_t i = 0; hex[i] && hex[i + 1]; i += 2) {
		char two[3] = { hex[i], hex[i + 1], '\0' };

		put_u8(&raw, (uint8_t)strtoul(two, NULL, 16));
	}
	base64_encode(bytes_of_str(&raw), &text);
	out = arena_printf(mem, "SHA256:%.*s", (int)strcspn(str_text(&text), "="),
		str_text(&text));
	str_release(&raw);
	str_release(&text);
	return out;
}

static int read_blob(struct arena *mem, struct public_key *key, struct err *err)
{
	struct str raw = { 0 };
	int got = 0;

	if (strlen(key->blob) > BLOB_MOST ||
		base64_decode(key->blob, strlen(key->blob), &raw) < 0 ||
		!names_type(bytes_of_str(&raw), key->type))
		got = err_set(err, ERR_FAULT,
			_("The public key is cut off or damaged: copy the whole line again, as "
			  "PuTTYgen or ssh-keygen shows it."));
	else
		key->fingerprint = fingerprint_of(bytes_of_str(&raw), mem);
	str_release(&raw);
	return got;
}

int public_key_read(
	const char *line, struct arena *mem, struct public_key *out, struct err *err)
{
	const char *at = line + strspn(line, " ");
	size_t type_len = strcspn(at, " "), blob_len;
	const char *blob = at + type_len + strspn(at + type_len, " "), *comment;

	blob_len = strcspn(blob, " ");
	comment = blob + blob_len + strspn(blob + blob_len, " ");
	*out = (struct public_key){
		.type = arena_text_len(mem, at, type_len),
		.blob = arena_text_len(mem, blob, blob_len),
		.comment = arena_text(mem, comment),
	};
	if (has_controls(line))
		return err_set(err, ERR_FAULT,
			_("A public key is one line without tabs or line ends: copy it again "
			  "as one line."));
	if (!is_known(out->type))
		return err_set(err, ERR_FAULT,
			_("This is no public key that may be used here: it begins with "
			  "ssh-ed25519, ssh-rsa or ecdsa-sha2-nistp256, with nothing before "
			  "it. In PuTTYgen copy the text of the box at the top."));
	return read_blob(mem, out, err);
}
