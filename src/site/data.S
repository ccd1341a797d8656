// SPDX-License-Identifier: Apache-2.0
// What cmake/SiteAssets.cmake compressed, as read-only data with a mark behind its end.
#define ASSET(name, file)                                                                \
    .section .rodata.kompress_site, "a", %progbits;                                      \
    .globl kompress_asset_##name; .hidden kompress_asset_##name;                         \
    .globl kompress_asset_##name##_end; .hidden kompress_asset_##name##_end;             \
    kompress_asset_##name: .incbin file; kompress_asset_##name##_end: .byte 0
ASSET(style, "site.css.zst")
ASSET(theme, "theme.js.zst")
ASSET(site, "site.js.zst")
ASSET(search, "search.js.zst")
ASSET(minisearch, "minisearch.js.zst")
ASSET(diagrams, "diagrams.js.zst")
ASSET(drawer_page, "drawer.html.zst")
ASSET(drawer, "drawer.js.zst")
ASSET(mermaid, "mermaid.js.zst")
.section .note.GNU-stack, "", %progbits
