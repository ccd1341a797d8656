// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where one is in a site, and where one can go: the tree at the side and the trail above a page.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "site/site.hpp"

namespace kompress::site {

/// The tree of directories. A page shows it opened along its own path only, so that a page's size does not grow with
/// the repository; it works without scripts.
class Navigation {
  public:
    explicit Navigation(const Contents& contents);
    ~Navigation();
    std::string sidebar(std::string_view page) const;
    std::string trail(std::string_view page) const;
    bool has_page(const std::string& page) const { return directories_.count(page) > 0; }

  private:
    struct Node;
    struct Rendering;
    void list(const Node& node, Rendering& rendering) const;
    void directory(const Node& node, Rendering& rendering) const;

    const Contents& contents_;
    std::unique_ptr<Node> root_;
    std::map<std::string, std::string, std::less<>> directories_;  ///< page → directory that it belongs to
    std::map<std::string, std::string, std::less<>> titles_;       ///< page → what the trail calls it
};

}  // namespace kompress::site
