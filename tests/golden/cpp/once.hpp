// Copyright 2020 Somebody. All rights reserved.
#pragma once
/// Maps files and remembers what was read.
///
/// Threading: any.

#include <vector>

/// About the class only.
class Maps {};
