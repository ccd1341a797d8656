# The tree-sitter runtime and the grammars: sources from npm, pinned by package-lock.json,
# compiled here with -O3 so that every grammar runs on the one runtime (ABI 13 to 15).
set(KOMPRESS_NODE_MODULES ${CMAKE_SOURCE_DIR}/node_modules)
set(kompress_ts_lib ${KOMPRESS_NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib)
if(NOT EXISTS ${kompress_ts_lib}/src/lib.c)
  message(FATAL_ERROR "The tree-sitter sources are missing: run ./dev setup (it runs npm ci)")
endif()

add_library(kompress_tree_sitter STATIC ${kompress_ts_lib}/src/lib.c)
target_include_directories(kompress_tree_sitter SYSTEM PUBLIC ${kompress_ts_lib}/include PRIVATE ${kompress_ts_lib}/src)
target_compile_options(kompress_tree_sitter PRIVATE -std=gnu11 -w $<$<NOT:$<CONFIG:Debug>>:-O3> $<$<CONFIG:Debug>:-O2>)
target_compile_definitions(kompress_tree_sitter PRIVATE _GNU_SOURCE)

add_library(kompress_grammars STATIC)
target_link_libraries(kompress_grammars PUBLIC kompress_tree_sitter)
target_compile_options(kompress_grammars PRIVATE -std=gnu11 -w $<$<NOT:$<CONFIG:Debug>>:-O3> $<$<CONFIG:Debug>:-O2>)
# External scanners allocate through the runtime's allocator, hence from the per-file arena.
target_compile_definitions(kompress_grammars PRIVATE TREE_SITTER_REUSE_ALLOCATOR)

# Fuzzing looks for mistakes in our own code: the runtime and the generated tables run as they are released. The presets
# asan-ubsan and tsan do check them.
if(KOMPRESS_FUZZ)
  foreach(target kompress_tree_sitter kompress_grammars)
    target_compile_options(${target} PRIVATE -fno-sanitize=all)
  endforeach()
endif()

# kompress_grammar(<folder under node_modules that holds src/parser.c> [<wrong> <right>]…): each pair corrects the scanner,
# of which a copy is compiled then.
function(kompress_grammar folder)
  set(source ${KOMPRESS_NODE_MODULES}/${folder}/src)
  set(scanner ${source}/scanner.c)
  if(ARGN)
    set(scanner ${CMAKE_BINARY_DIR}/generated/grammars/${folder}/scanner.c)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source}/scanner.c)
    file(READ ${source}/scanner.c text)
  endif()
  while(ARGN)
    list(POP_FRONT ARGN wrong right)
    string(FIND "${text}" "${wrong}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "${source}/scanner.c no longer holds `${wrong}`: see whether its correction is still wanted")
    endif()
    string(REPLACE "${wrong}" "${right}" text "${text}")
    file(CONFIGURE OUTPUT ${scanner} CONTENT "${text}" @ONLY)
  endwhile()
  file(GLOB files ${source}/parser.c ${scanner})
  target_sources(kompress_grammars PRIVATE ${files})
  set_source_files_properties(${files} PROPERTIES INCLUDE_DIRECTORIES ${source}
    COMPILE_OPTIONS "-include;${CMAKE_SOURCE_DIR}/src/parse/character_sets.h")
  if(EXISTS ${scanner})
    set_property(SOURCE ${scanner} APPEND PROPERTY COMPILE_OPTIONS "-include;${CMAKE_SOURCE_DIR}/src/parse/scanner_copies.h")
  endif()
endfunction()

foreach(folder
    tree-sitter-c tree-sitter-cpp tree-sitter-go tree-sitter-java tree-sitter-javascript
    tree-sitter-python tree-sitter-rust tree-sitter-typescript/typescript tree-sitter-typescript/tsx
    tree-sitter-c-sharp tree-sitter-php/php tree-sitter-ruby tree-sitter-kotlin tree-sitter-scala
    tree-sitter-bash @tree-sitter-grammars/tree-sitter-lua @tree-sitter-grammars/tree-sitter-zig tree-sitter-elixir
    @eagleoutice/tree-sitter-r tree-sitter-ocaml/grammars/ocaml tree-sitter-ocaml/grammars/interface)
  kompress_grammar(${folder})
endforeach()

# Swift's scanner asks for the room of no state and writes one there; it shifts an int by 32 places, for the `!` of `try!`; and
# where a file ends behind `#if` it compares what lies behind its own text with the end.
kompress_grammar(tree-sitter-swift "calloc(0, " "calloc(1, " "& 1 << suppressor" "& 1UL << suppressor"
  "expected_char != lexer->lookahead" "expected_char == 0 || expected_char != lexer->lookahead")

# OCaml's grammars, one for sources and one for interfaces, share a scanner, which reads comments by recursion.
foreach(grammar ocaml interface)
  set_property(SOURCE ${KOMPRESS_NODE_MODULES}/tree-sitter-ocaml/grammars/${grammar}/src/scanner.c APPEND PROPERTY
    COMPILE_OPTIONS "-include;${CMAKE_SOURCE_DIR}/src/parse/ocaml_scanner.h")
  set_property(SOURCE ${KOMPRESS_NODE_MODULES}/tree-sitter-ocaml/grammars/${grammar}/src/scanner.c APPEND PROPERTY
    INCLUDE_DIRECTORIES ${KOMPRESS_NODE_MODULES}/tree-sitter-ocaml/common)
endforeach()
