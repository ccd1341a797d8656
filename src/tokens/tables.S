// SPDX-License-Identifier: Apache-2.0
// The tables that cmake/make_token_tables.py makes and the catalog of models, as read-only data.
#define TABLE(name, file)                                                          \
    .section .rodata.kompress_tokens, "a", %progbits; .balign 64;                  \
    .globl name; .hidden name; .type name, %object; name: .incbin file; .size name, . - name
TABLE(kompress_o200k_base, "o200k_base.bin")
TABLE(kompress_cl100k_base, "cl100k_base.bin")
TABLE(kompress_unicode_classes, "unicode_classes.bin")
TABLE(kompress_catalog, "catalog.toml")
    .globl kompress_catalog_end; .hidden kompress_catalog_end; kompress_catalog_end:
.section .note.GNU-stack, "", %progbits
