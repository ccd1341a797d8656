// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Rust's `use` trees as one Import for each leaf.

#include "parse/definer.hpp"

namespace kompress::parse::languages {

/// `use std::{fmt, io::{self, Read as R}};`: "std" name "fmt", "std::io", "std::io" name "Read" alias "R".
void define_use(Definer& definer, TSNode node);

/// Target and alias of `extern crate name as alias;`.
void define_extern_crate(Definer& definer, TSNode node);

/// True for paths that begin in this crate.
bool is_local_path(std::string_view path);

}  // namespace kompress::parse::languages
