# Makefile of Herb Ledger; GNU make.  `make help` lists what can be asked for.
#
#   BUILD = debug | release | asan | cov       OUT = where it is built (build/$(BUILD))
#   CC = gcc | clang                           V=1 shows every command
#   T = base/test_decimal                      one unit test (make unit) or one script (make e2e)
#   DESTDIR= prefix=/usr/local sysconfdir=/etc where it is installed; ACCOUNT= DATA= BACKUPS= STRIP=1

BUILD ?= debug
OUT   ?= build/$(BUILD)
ifeq ($(origin CC),default)
CC := gcc
endif
AR    ?= ar
T     ?=
DEMO_USER ?= zhang
MAKEFLAGS += --no-print-directory --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# ---- the house: folder, who it may include, which libraries it owns ---------------------------
LAYERS := tests/lib/layers.txt
# From the top floor to the ground: the order of linking.
FOLDERS := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' $(LAYERS))
may_include = $(shell sed -n 's/^$(1): *//p' $(LAYERS))
$(foreach f,$(FOLDERS),$(eval MAY_$(f) := $(call may_include,$(f))))
# What a folder is linked with: itself, what it may include, and what those may include.
closure = $(filter $(1) $(MAY_$(1)) $(foreach a,$(MAY_$(1)),$(MAY_$(a))),$(FOLDERS))

LIBS_store    := -ldb-5.3 -lmd -lpthread
LIBS_conf     := -lconfig
LIBS_tui      := -lpanelw -lncursesw -ltinfo
LIBS_exchange := -lcsv -ljansson
LIBS_report   := -ldl

src_of     = $(sort $(wildcard src/$(1)/*.c))
archive    = $(if $(call src_of,$(1)),$(OUT)/lib$(1).a)
archives   = $(foreach f,$(call closure,$(1)),$(call archive,$(f)))
third      = $(foreach f,$(call closure,$(1)),$(LIBS_$(f)))
objects    = $(patsubst %.c,$(OUT)/obj/%.o,$(1))

# ---- compiling ---------------------------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
FLAGS_debug   := -Og -g3 -Werror
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
FLAGS_asan    := -O1 -g3 -Werror -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
FLAGS_cov     := -O0 -g3 --coverage
LINK_release  := -pie -Wl,-z,relro,-z,now
LINK_asan     := -fsanitize=address,undefined
LINK_cov      := --coverage
ifeq ($(FLAGS_$(BUILD)),)
$(error BUILD is debug, release, asan or cov, not '$(BUILD)')
endif

# Where the data lie when nobody says so: in the program, as sudo and sshd hand nothing on.
prefix     = /usr/local
sysconfdir = /etc
ACCOUNT    = herb
DATA       = /var/lib/herbledger
BACKUPS    = /var/backups/herbledger

CPPFLAGS_ALL := -D_GNU_SOURCE -Isrc $(patsubst %,-DHERB_DATA_DIR=%,\
	$(filter-out /var/lib/herbledger,$(DATA))) $(CPPFLAGS)
CFLAGS_ALL   := -std=c11 $(WARN) $(FLAGS_$(BUILD)) $(CFLAGS)
LDFLAGS_ALL  := $(LINK_$(BUILD)) -Wl,--as-needed $(LDFLAGS)
TESTLIBS     := -lcmocka -lvterm -lutil

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n'
endif

all: program ## the program, debug build

# What the program finds beside itself: locale/ (messages), conf and forms; ../locale (LOCPATH).
MO := $(OUT)/locale/zh_CN/LC_MESSAGES/herbledger.mo
LOCALES := $(OUT)/../locale
BESIDE := $(MO) $(OUT)/conf $(OUT)/forms $(LOCALES)/.done
program: $(if $(wildcard src/main.c),$(OUT)/herbledger) $(BESIDE)

$(MO): src/po/zh_CN.po
	@mkdir -p $(@D)
	$(say) MO $@
	$(Q)msgfmt --check -o $@ $<

$(LOCALES)/.done: src/dist/locales src/dist/ambiguous.txt
	$(say) LOCALE $(LOCALES)
	$(Q)mkdir -p $(OUT) && src/dist/locales $(LOCALES)

$(OUT)/conf $(OUT)/forms:
	@mkdir -p $(@D) && ln -sfn $(CURDIR)/$(@F) $@

# The manual is printed by the program, from the tables it works by.
MAN := $(OUT)/man/herbledger.1 $(OUT)/man/zh_CN/herbledger.1
$(OUT)/man/herbledger.1: PAGE_LANG := en
$(OUT)/man/zh_CN/herbledger.1: PAGE_LANG := zh
$(MAN): $(OUT)/herbledger $(MO)
	@mkdir -p $(@D)
	$(say) MAN $@
	$(Q)$(OUT)/herbledger man --lang $(PAGE_LANG) >$@

debug release asan: ## the program in that build
	$(Q)$(MAKE) BUILD=$@ program

# Rebuild everything when the compiler or its flags change.
STAMP := $(OUT)/.flags
FLAGS_NOW := $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) | $(LDFLAGS_ALL)
ifneq ($(strip $(file <$(STAMP))),$(strip $(FLAGS_NOW)))
.PHONY: $(STAMP)
endif
$(STAMP):
	@mkdir -p $(@D) && echo '$(FLAGS_NOW)' >$@

$(OUT)/obj/src/%.o: src/%.c $(STAMP)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS_ALL) -include src/base/banned.h $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(OUT)/obj/tests/%.o: tests/%.c $(STAMP)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS_ALL) -Itests $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# An archive is made again from nothing, so that a deleted file does not live on in it.
define archive_rule
$(OUT)/lib$(1).a: $(call objects,$(call src_of,$(1)))
	$$(say) AR $$@
	$(Q)rm -f $$@ && $(AR) rcs $$@ $$(filter %.o,$$^)
endef
$(foreach f,$(FOLDERS),$(if $(call src_of,$(f)),$(eval $(call archive_rule,$(f)))))

PROGRAM_LIBS := $(foreach f,$(FOLDERS),$(call archive,$(f)))
$(OUT)/herbledger: $(OUT)/obj/src/main.o $(PROGRAM_LIBS)
	$(say) LD $@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $< $(PROGRAM_LIBS) \
		$(foreach f,$(FOLDERS),$(LIBS_$(f)))

# ---- unit tests: tests/unit/<folder>/test_<module>.c links <folder> and those below it ----------
UNIT_ALL := $(sort $(wildcard tests/unit/*/test_*.c))
UNIT     := $(if $(T),$(wildcard tests/unit/$(T).c),$(UNIT_ALL))
unit_bin  = $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(1))
TESTLIB_SRC := $(filter-out tests/lib/main_%.c,$(wildcard tests/lib/*.c))
TESTLIB  := $(if $(TESTLIB_SRC),$(OUT)/libtests.a)

$(OUT)/libtests.a: $(call objects,$(TESTLIB_SRC))
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

# Other .c files beside the tests (a shared suite, helpers) are linked into each test of the folder.
unit_help = $(filter-out tests/unit/$(1)/test_%,$(wildcard tests/unit/$(1)/*.c))
# A test may need more floors than its folder may include: reports and the office's verbs are tested
# on the shipped conf/.
ALSO_report := conf
ALSO_work := conf
test_folders = $(filter $(call closure,$(1)) $(ALSO_$(1)),$(FOLDERS))
test_archives = $(foreach f,$(call test_folders,$(1)),$(call archive,$(f)))
test_third = $(foreach f,$(call test_folders,$(1)),$(LIBS_$(f)))
define unit_rule
$(call unit_bin,$(1)): $(call objects,$(1) $(call unit_help,$(2))) $(TESTLIB) $(call test_archives,$(2))
	@mkdir -p $$(@D)
	$$(say) LD $$@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $(TESTLIB) \
		$(call test_archives,$(2)) $(call test_third,$(2)) $(TESTLIBS) $(if $(filter lib,$(2)),$(LIBS_tui))
endef
folder_of = $(word 3,$(subst /, ,$(1)))
$(foreach t,$(UNIT_ALL),$(eval $(call unit_rule,$(t),$(call folder_of,$(t)))))


# ---- programs linked with the whole house: end-to-end, soak, bench, fuzz -------------------------
whole_bin = $(patsubst tests/%.c,$(OUT)/%,$(1))
E2E_PROGRAMS := $(sort $(wildcard tests/e2e/test_*.c))
SOAK_PROGRAMS := $(sort $(wildcard tests/soak/soak_*.c))
BENCH_PROGRAMS := $(sort $(wildcard tests/bench/bench_*.c))
FUZZ_PROGRAMS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
LIBS_bench := -lsqlite3
# The tests see from outside whether a batch of theirs is under way, and read conf/ once for many
# runs.
LIBS_e2e := -Wl,--wrap=store_commit,--wrap=conf_read_with
define whole_rule
$(call whole_bin,$(1)): $(call objects,$(1) $(filter-out tests/$(2)/$(3)_%,$(wildcard tests/$(2)/*.c))) $(TESTLIB) $(PROGRAM_LIBS)
	@mkdir -p $$(@D)
	$$(say) LD $$@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $(TESTLIB) \
		$(PROGRAM_LIBS) $(foreach f,$(FOLDERS),$(LIBS_$(f))) $(TESTLIBS) $(LIBS_$(2))
endef
$(foreach t,$(E2E_PROGRAMS),$(eval $(call whole_rule,$(t),e2e,test)))
$(foreach t,$(SOAK_PROGRAMS),$(eval $(call whole_rule,$(t),soak,soak)))
$(foreach t,$(BENCH_PROGRAMS),$(eval $(call whole_rule,$(t),bench,bench)))
$(foreach t,$(FUZZ_PROGRAMS),$(eval $(call whole_rule,$(t),fuzz,fuzz)))

# The interpreter of tests/e2e/*.e2e.
SCREEN_SCRIPT := $(OUT)/screen-script
$(SCREEN_SCRIPT): $(OUT)/obj/tests/lib/main_script.o $(TESTLIB)
	$(say) LD $@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(TESTLIBS)

# The program without its filter: the leak tests must find something in it.
UNSCOPED := $(OUT)/herbledger-unscoped
$(UNSCOPED): $(OUT)/obj/src/main.o $(OUT)/obj/tests/lib/main_unscoped.o $(PROGRAM_LIBS)
	$(say) LD $@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(PROGRAM_LIBS) \
		$(foreach f,$(FOLDERS),$(LIBS_$(f))) \
		-Wl,--wrap=viewer_sees,--wrap=scope_sees,--wrap=may_read

# ---- tests -------------------------------------------------------------------------------------
# the programs first: the longest are among them
E2E := $(call whole_bin,$(if $(T),$(wildcard tests/e2e/$(T).c),$(E2E_PROGRAMS))) \
	$(if $(T),$(wildcard tests/e2e/$(T).e2e),$(sort $(wildcard tests/e2e/*.e2e)))
E2E_NEEDS := program $(SCREEN_SCRIPT) $(UNSCOPED) $(call whole_bin,$(E2E_PROGRAMS))
CHECKS := tests/lib/layers tests/lib/headers tests/lib/po-check
export ASAN_OPTIONS ?= detect_leaks=1:exitcode=99:abort_on_error=0:detect_stack_use_after_return=1
export UBSAN_OPTIONS ?= print_stacktrace=1
TEST_ENV = OUT='$(OUT)' BUILD='$(BUILD)' CC='$(CC)' FLAGS='$(CPPFLAGS_ALL) -std=c11 $(WARN)'

# Two at a time, unless the caller has said how many.
TWO = $(if $(findstring -j,$(MAKEFLAGS)),,-j2)

test: deps ## set up what is missing, then run every test (some 6 minutes)
	$(Q)$(MAKE) $(TWO) everything

everything: $(call unit_bin,$(UNIT_ALL)) $(LOCALES)/.done $(E2E_NEEDS)
	@$(TEST_ENV) tests/run $(CHECKS) $(call unit_bin,$(UNIT_ALL)) $(E2E)

# Unit and end-to-end tests alone: what the sanitizers can say something about.  Installing, sudo,
# looking for leaks of rows and volume over ssh walk paths that others walk, and take their time.
UNCHECKED := $(call whole_bin,$(wildcard $(addprefix tests/e2e/test_,install.c sudo.c leak_*.c \
	ssh_many.c ssh_pipes.c))) tests/e2e/half_year.e2e
checked: $(call unit_bin,$(UNIT_ALL)) $(LOCALES)/.done $(E2E_NEEDS)
	@$(TEST_ENV) tests/run $(call unit_bin,$(UNIT_ALL)) $(filter-out $(UNCHECKED),$(E2E))

unit: $(call unit_bin,$(UNIT)) $(LOCALES)/.done ## the unit tests; T=folder/test_x runs one
	@$(TEST_ENV) tests/run $(call unit_bin,$(UNIT))

e2e: $(E2E_NEEDS) ## the end-to-end scripts; T=name runs one
	@$(TEST_ENV) tests/run $(E2E)

accept: $(E2E_NEEDS) ## renew the expected screens of the scripts (T=name: of one); then read git diff
	@$(TEST_ENV) ACCEPT=1 tests/run $(filter %.e2e,$(E2E))

layers headers: ## who may include whom; each header stands alone
	@$(TEST_ENV) tests/lib/$@

lint: ## long functions and files, format, cppcheck and clang-tidy where installed
	@$(TEST_ENV) tests/lib/lint

soak: program $(SCREEN_SCRIPT) $(call whole_bin,$(SOAK_PROGRAMS) $(E2E_PROGRAMS)) ## the long kills and cuts; SEED=N repeats a run
	@$(TEST_ENV) SOAK=1 $(if $(SEED),TEST_SEED=$(SEED)) JOBS=1 DEADLINE=3600 KEEP_LOG=1 tests/run \
		$(call whole_bin,$(SOAK_PROGRAMS)) $(wildcard tests/soak/*.sh)

FUZZ_SECONDS ?= 60
fuzz: ## every fuzz target for FUZZ_SECONDS (60) under the sanitizers
	$(Q)$(MAKE) BUILD=asan CFLAGS='-fsanitize-coverage=trace-pc' OUT=$(if $(filter command line,$(origin OUT)),$(OUT),build/fuzz) fuzz-run

fuzz-run: $(call whole_bin,$(FUZZ_PROGRAMS))
	@$(TEST_ENV) FUZZ_SECONDS=$(FUZZ_SECONDS) $(if $(SEED),TEST_SEED=$(SEED)) KEEP_LOG=1 \
		DEADLINE=$$(($(FUZZ_SECONDS) + 120)) tests/run $^

bench: ## measured figures against SQLite, release build
	$(Q)$(MAKE) deps PACKAGES='$(PACKAGES) $(PACKAGES_BENCH)'
	$(Q)$(MAKE) BUILD=release bench-run

bench-run: program $(SCREEN_SCRIPT) $(call whole_bin,$(BENCH_PROGRAMS))
	@for b in $(call whole_bin,$(BENCH_PROGRAMS)); do OUT='$(OUT)' $$b || exit 1; done
	@OUT='$(OUT)' $(SCREEN_SCRIPT) $(wildcard tests/bench/*.e2e)

# ---- set-up ------------------------------------------------------------------------------------
PACKAGES := gcc make libc6-dev pkg-config libncurses-dev libdb5.3-dev libmd-dev libconfig-dev \
	libjansson-dev libcsv-dev gettext locales $(if $(findstring clang,$(CC)),clang)
PACKAGES_TEST := libcmocka-dev libvterm-dev dialog openssh-server openssh-client sudo
# On a machine with systemd its own tools do; these would take its place.
ifeq ($(wildcard /bin/systemd-sysusers /usr/bin/systemd-sysusers),)
PACKAGES_TEST += systemd-standalone-sysusers systemd-standalone-tmpfiles
endif
PACKAGES_BENCH := libsqlite3-dev nano

# sshd is wanted as a program: no daemon of the machine is started or enabled for it.
NO_DAEMONS := no=/usr/sbin/policy-rc.d; [ -e $$no ] || { trap "rm -f $$no" EXIT; \
	printf "\#!/bin/sh\nexit 101\n" >$$no && chmod 755 $$no; };

deps: ## install the Debian packages that are missing (apt, sudo) and build the private locales
	@missing=; for p in $(PACKAGES) $(PACKAGES_TEST); do \
		dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "Installing missing packages:$$missing"; \
		sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -qq && \
		$$sudo env DEBIAN_FRONTEND=noninteractive sh -c '$(NO_DAEMONS) apt-get install -y -qq \
			--no-install-recommends "$$@" >/dev/null' sh $$missing || { \
			echo "These packages could not be installed:$$missing"; exit 1; }; \
		case $$missing in *openssh-server*) \
			$$sudo systemctl disable --quiet ssh.service ssh.socket 2>/dev/null || :;; esac; \
	fi
	$(Q)$(MAKE) $(LOCALES)/.done

# Systemd reads no other prefix than these two.
INSTALL_ENV = DESTDIR='$(DESTDIR)' PREFIX='$(prefix)' SYSCONFDIR='$(sysconfdir)' ACCOUNT='$(ACCOUNT)' \
	SYSTEMD='$(if $(filter /usr /usr/local,$(prefix)),$(prefix)/lib,$(sysconfdir))' \
	DATA='$(DATA)' BACKUPS='$(BACKUPS)' STRIP='$(STRIP)'

install: ## the release build into DESTDIR and prefix, with manual, services and sshd's part
	$(Q)$(MAKE) $(TWO) $(if $(filter command line,$(origin BUILD)),,BUILD=release) install-built

# Built as oneself; only the copying asks for more rights, where it takes them.
INSTALLER = $(if $(DESTDIR),,$(shell [ -w '$(prefix)/bin' -a -w '$(sysconfdir)' ] || echo sudo)) \
	env $(INSTALL_ENV) src/dist/install

install-built: program $(MAN)
	$(Q)$(INSTALLER) install $(OUT) $(LOCALES)

uninstall: ## take away what install put there; the data stay
	$(Q)$(INSTALLER) uninstall

run: deps ## build, make the example ledgers in var/demo if need be, and open them
	$(Q)$(MAKE) $(TWO) BUILD=release program
	$(Q)$(MAKE) BUILD=release run-now

# A half-made demo is not kept, so that the next run makes it again.
run-now: program
	@test -d var/demo || { mkdir -p var && $(OUT)/herbledger --data var/demo init --demo; } || \
		{ rm -rf var/demo; exit 1; }
	@$(OUT)/herbledger --data var/demo --as $(DEMO_USER)

po: ## bring new sentences of the sources into src/po/zh_CN.po
	@tests/lib/po-check --update

docs: ## check that README names the targets and folders that there are
	@PACKAGES='$(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_BENCH)' tests/lib/docs

clean: ## remove everything built (var/ stays)
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9 -]*:.*## /{printf "  make %-20s %s\n",$$1,$$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: all program debug release asan test everything checked unit e2e accept layers headers lint soak \
	fuzz fuzz-run bench bench-run deps install install-built uninstall run run-now po docs clean help
.SECONDARY:
-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)
