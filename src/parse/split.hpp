// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Keeps one parse small: where a huge file may be cut, and which texts are not worth a parse at all.
///
/// Threading: pure functions.

#include <cstddef>
#include <string_view>

#include "kompress/types.hpp"

namespace kompress::parse {

/// Texts above this are cut; a syntax tree takes 10 to 25 times its source.
inline constexpr std::size_t PieceBytes = std::size_t{1} << 20;

/// Length of the next piece of `rest`: all of it when small, else up to the last line below `PieceBytes` that begins
/// at top level (no bracket open, outside of comments and strings); the next such line behind it when there is
/// none; all of it when there is none at all.
std::size_t piece_length(Language language, std::string_view rest);

/// True when brackets nest so deeply, or stay open so often, that a parser would spend its time on recovery.
bool nests_too_deeply(Language language, std::string_view text);

}  // namespace kompress::parse
