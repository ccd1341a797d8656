// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Diagrams of a module and of the whole: what is drawn, and what is left out so that it can be read.

#include <string>

#include "docgen/pages.hpp"

namespace kompress::docgen {

/// A module and its neighbours, the strongest where there are many; "" without any. A line says what is left out.
std::string neighbours_diagram(const Site& site, const Module& module);
/// Classes of the module with what they extend and what extends them; "" without any.
std::string classes_diagram(const Site& site, const Module& module);
/// The function of the module that most calls lead to and from, with its callers and callees, under a heading; "" where there
/// is none to speak of.
std::string calls_diagram(const Site& site, const Module& module);
/// All modules of source, directories in place of their modules where there are many; what depends on itself in a circle
/// stands in a frame.
std::string architecture_diagram(const Site& site);

}  // namespace kompress::docgen
