# Makefile of Herb Ledger; GNU make.  `make help` lists what can be asked for.
#
#   BUILD = debug | release | asan | cov       OUT = where it is built (build/$(BUILD))
#   CC = gcc | clang                           V=1 shows every command
#   T = base/test_decimal                      one unit test (make unit) or one script (make e2e)

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
LIBS_tui      := -lpanelw -lmenuw -lncursesw -ltinfo
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

CPPFLAGS_ALL := -D_GNU_SOURCE -Isrc $(CPPFLAGS)
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

program: $(if $(wildcard src/main.c),$(OUT)/herbledger)

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
define unit_rule
$(call unit_bin,$(1)): $(call objects,$(1) $(call unit_help,$(2))) $(TESTLIB) $(call archives,$(2))
	@mkdir -p $$(@D)
	$$(say) LD $$@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $(TESTLIB) \
		$(call archives,$(2)) $(call third,$(2)) $(TESTLIBS)
endef
folder_of = $(word 3,$(subst /, ,$(1)))
$(foreach t,$(UNIT_ALL),$(eval $(call unit_rule,$(t),$(call folder_of,$(t)))))

unit: $(call unit_bin,$(UNIT)) ## the unit tests; T=folder/test_x runs one
	@OUT='$(OUT)' tests/run $(call unit_bin,$(UNIT))

clean: ## remove everything built
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z 0-9-]*:.*## /{printf "  make %-20s %s\n",$$1,$$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: all program debug release asan unit clean help
.SECONDARY:
-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)
