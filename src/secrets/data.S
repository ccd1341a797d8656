// SPDX-License-Identifier: Apache-2.0
// The data files of this module, as read-only text with a mark behind its end.
#define TEXT(name, end, file)                                            \
    .section .rodata.kompress_secrets, "a", %progbits;                   \
    .globl name; .hidden name; .globl end; .hidden end;                  \
    name: .incbin file; end: .byte 0
TEXT(kompress_secret_rules, kompress_secret_rules_end, "rules.txt")
TEXT(kompress_secret_files, kompress_secret_files_end, "secret_files.txt")
.section .note.GNU-stack, "", %progbits
