# The ranks of o200k_base and cl100k_base (npm's tiktoken, pinned by package-lock.json) and the classes of code points
# as constant tables, made at build time and taken in whole by the assembler: nothing to relocate or build at start.
enable_language(ASM)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(kompress_encoders ${CMAKE_SOURCE_DIR}/node_modules/tiktoken/encoders)
if(NOT EXISTS ${kompress_encoders}/o200k_base.json)
  message(FATAL_ERROR "The token ranks are missing: run ./dev setup (it runs npm ci)")
endif()

set(kompress_token_tables ${CMAKE_BINARY_DIR}/generated/tokens)
file(MAKE_DIRECTORY ${kompress_token_tables})
function(kompress_token_table kind source name)
  add_custom_command(OUTPUT ${kompress_token_tables}/${name}.bin
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/make_token_tables.py ${kind} ${source} ${kompress_token_tables}/${name}.bin
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/make_token_tables.py ${source} VERBATIM)
endfunction()

# kompress_embed_token_tables(<target>): adds kompress_o200k_base, kompress_cl100k_base, kompress_unicode_classes and kompress_catalog.
function(kompress_embed_token_tables target)
  kompress_token_table(ranks ${kompress_encoders}/o200k_base.json o200k_base)
  kompress_token_table(ranks ${kompress_encoders}/cl100k_base.json cl100k_base)
  kompress_token_table(classes ${CMAKE_SOURCE_DIR}/src/tokens/unicode_classes.txt unicode_classes)
  set(source ${CMAKE_SOURCE_DIR}/src/tokens/tables.S)
  set_source_files_properties(${source} PROPERTIES
    COMPILE_OPTIONS "-Wa,-I${kompress_token_tables};-Wa,-I${CMAKE_SOURCE_DIR}/src/tokens" OBJECT_DEPENDS
    "${CMAKE_SOURCE_DIR}/src/tokens/catalog.toml;${kompress_token_tables}/o200k_base.bin;${kompress_token_tables}/cl100k_base.bin;${kompress_token_tables}/unicode_classes.bin")
  target_sources(${target} PRIVATE ${source})
endfunction()
