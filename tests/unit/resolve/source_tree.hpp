// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A tree of sources in memory, parsed with the real grammars, whose calls tests ask for.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "parse/parser.hpp"
#include "resolve/resolver.hpp"
#include "resolve/sources.hpp"

namespace kompress::resolve {

/// A tree in memory; edges are shown as "tier file:name".
class Tree {
  public:
    explicit Tree(std::map<std::string, std::string> sources) : sources_(std::move(sources)) {
        std::vector<SourceFile> files;
        std::vector<std::string> configuration;
        std::vector<std::shared_ptr<const Unit>> units;
        parse::Parser parser;
        for (const auto& [path, text] : sources_) {
            const Language language = language_of(path);
            files.push_back({path, language, FileRole::Source});
            paths_.push_back(path);
            if (is_configuration(path)) configuration.push_back(path);
            auto& names = names_.emplace_back();
            UnitBuilder builder;
            if (language != Language::None)
                parser.parse(language, text, [&](const ParsedFile& piece) {
                    builder.add(piece);
                    for (const Symbol& s : piece.symbols) names.emplace_back(piece.names[s.name]);
                });
            units.push_back(language == Language::None ? nullptr : std::make_shared<const Unit>(builder.take()));
        }
        source_ = std::make_unique<MemorySource>(units);
        program_ = std::make_unique<Program>(files, configuration, [&](const std::string& path) { return sources_.at(path); });
    }

    /// What the calls of `name` in a file lead to, each way once.
    std::vector<std::string> calls(const std::string& path, const std::string& name, ReferenceKind kind = ReferenceKind::Call) {
        Resolver resolver(*program_, *source_);
        const auto file = static_cast<FileIndex>(std::find(paths_.begin(), paths_.end(), path) - paths_.begin());
        const FileEdges edges = resolver.resolve(file);
        const Unit& unit = *source_->unit(file);
        std::vector<std::string> found;
        for (std::size_t i = 0; i < unit.uses.size(); ++i) {
            if (unit.uses[i].name != hash64(name) || unit.uses[i].kind != kind) continue;
            const auto& outcome = edges.outcomes[i];
            std::string shown(tier_name(outcome.tier));
            for (std::uint32_t t = 0; t < outcome.count; ++t) {
                const Definition d = edges.targets[outcome.first + t];
                const auto& symbols = source_->unit(d.file)->symbols;
                std::string target = names_[d.file][d.symbol];
                if (symbols[d.symbol].parent >= 0) target = names_[d.file][static_cast<std::size_t>(symbols[d.symbol].parent)] + "." + target;
                shown += " " + paths_[d.file] + ":" + target;
            }
            found.push_back(shown);
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    /// The parameters of what the only call of a name leads to (Java), or its tier where that is not one definition.
    std::string overload(const std::string& path, const std::string& name) {
        Resolver resolver(*program_, *source_);
        const auto file = static_cast<FileIndex>(std::find(paths_.begin(), paths_.end(), path) - paths_.begin());
        const FileEdges edges = resolver.resolve(file);
        const Unit& unit = *source_->unit(file);
        for (std::size_t i = 0; i < unit.uses.size(); ++i) {
            if (unit.uses[i].name != hash64(name) || unit.uses[i].kind != ReferenceKind::Call) continue;
            if (edges.outcomes[i].count != 1) return std::string(tier_name(edges.outcomes[i].tier));
            const Definition d = edges.targets[edges.outcomes[i].first];
            return std::string(source_->unit(d.file)->parameters_of(d.symbol));
        }
        return "no call";
    }

  private:
    static Language language_of(const std::string& path) {
        static const std::map<std::string, Language> by_suffix{{"c", Language::C},           {"h", Language::C},      {"cc", Language::Cpp},  {"hpp", Language::Cpp},
                                                               {"py", Language::Python},     {"js", Language::JavaScript}, {"ts", Language::TypeScript},
                                                               {"go", Language::Go},         {"rs", Language::Rust},  {"java", Language::Java}};
        const auto found = by_suffix.find(path.substr(path.rfind('.') + 1));
        return found == by_suffix.end() ? Language::None : found->second;
    }

    std::map<std::string, std::string> sources_;
    std::vector<std::string> paths_;
    std::vector<std::vector<std::string>> names_;
    std::unique_ptr<MemorySource> source_;
    std::unique_ptr<Program> program_;
};

using List = std::vector<std::string>;

}  // namespace kompress::resolve
