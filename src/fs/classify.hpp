// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a file is, from its name and its first bytes: language, role, binary, minified.
///
/// Everything here is a pure function of its arguments, callable from any thread.

#include <optional>
#include <string_view>

#include "kompress/types.hpp"

namespace kompress::fs {

/// By extension, then by well-known file name (SConstruct, CMakeLists.txt); None when neither tells.
/// Extensions are compared without case, except that .C and .H mean C++.
Language language_of_name(std::string_view name);
/// True when only the first line can tell: no extension and not a name like README or Makefile.
bool may_be_script(std::string_view name);
/// The interpreter that a first line `#!…` names; None without one, or with one we have no grammar for.
Language language_of_shebang(std::string_view bytes);
/// Whether a .h speaks C++: it says something outside comments, strings, macros and `#ifdef __cplusplus`
/// that C cannot say (`namespace x {`, `template <`, `class X {`, `public:`, `a::b`, `#include <vector>`).
/// Looks at the first 64 KiB only.
bool is_cpp_header(std::string_view text);
/// False for what shares an extension with a language: Qt translations (XML) in .ts files.
bool is_plausible(Language language, std::string_view text);

/// The role that a directory gives to what lies below it; `path` relative to the root, "" for the root.
FileRole role_of_directory(std::string_view path);
/// The role of a file `name` in a directory of that role; the later value of FileRole wins.
FileRole role_of_file(FileRole directory, std::string_view name);
/// True when a comment in the first 40 lines says so: "Code generated … DO NOT EDIT", "@generated".
bool says_generated(std::string_view text);

/// git's test, so that both agree: a NUL among the first 8,000 bytes. UTF-16 is not for this function.
bool looks_binary(std::string_view bytes);

/// Code on lines far longer than people write. Three things must come together:
///
///  - at least 16 KiB: below, parsing costs nothing worth saving;
///  - an average above 500 bytes a line, which no hand-written source reaches;
///  - the long lines read like code, one of `(){};` in 100 bytes or more. Minified JavaScript has
///    one in about fifteen; base64, tables of numbers, SVG paths and JSON have next to none, so an
///    ordinary source that carries such a data line is kept and its other lines are indexed.
///
/// Only JavaScript and TypeScript are minified in practice. In other languages a long line of code is
/// mostly a string that embeds some, so there the file must also have no more than 8 ordinary lines.
bool is_minified(Language language, std::string_view text);

}  // namespace kompress::fs
