#pragma once
// for std::size_t, as everywhere
#include <cstddef>

// Not about the file either.

std::size_t size();
