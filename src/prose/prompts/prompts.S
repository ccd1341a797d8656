// SPDX-License-Identifier: Apache-2.0
// The prompts of this module, as read-only text with a mark behind each end.
#define TEXT(name, file)                              \
    .section .rodata.kompress_prompts, "a", %progbits; \
    .globl name; .hidden name;                        \
    name: .incbin file; .byte 0
TEXT(kompress_prompt_system, "system.md")
TEXT(kompress_prompt_summaries, "summaries.md")
TEXT(kompress_prompt_module, "module.md")
TEXT(kompress_prompt_overview, "overview.md")
TEXT(kompress_prompt_flow, "flow.md")
TEXT(kompress_prompt_part, "part.md")
.section .note.GNU-stack, "", %progbits
