// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Early return of errors: the two macros that make Result bearable.

#define KOMPRESS_CONCAT_(a, b) a##b
#define KOMPRESS_CONCAT(a, b) KOMPRESS_CONCAT_(a, b)

/// Returns the error of a Result<void> (or of a Result whose value is not wanted).
#define KOMPRESS_TRY(expression)                              \
    do {                                                      \
        if (auto kompress_result_ = (expression); !kompress_result_) return kompress_result_.error(); \
    } while (false)

/// Declares `name` from a Result's value, or returns its error.
#define KOMPRESS_TRY_VALUE(name, expression)                          \
    auto KOMPRESS_CONCAT(name, _result_) = (expression);              \
    if (!KOMPRESS_CONCAT(name, _result_)) return KOMPRESS_CONCAT(name, _result_).error(); \
    auto name = std::move(*KOMPRESS_CONCAT(name, _result_))
