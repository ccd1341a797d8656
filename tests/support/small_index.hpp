// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A real index of a few sources, made without walking a tree.

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "parse/parser.hpp"
#include "store/index_reader.hpp"
#include "store/index_writer.hpp"
#include "support/temporary_tree.hpp"

namespace kompress::test {

struct SmallSource {
    std::string path;
    Language language = Language::None;  ///< None: a file without facts
    std::string text;
};

class SmallIndex {
  public:
    explicit SmallIndex(const std::vector<SmallSource>& sources) : path_(tree_ / "index.sqlite") {
        auto writer = std::move(*store::IndexWriter::create(path_, {}));
        store::Totals totals;
        for (const SmallSource& source : sources) add(*writer, source, &totals);
        require(writer->set_totals(totals));
        require(writer->commit());
        writer.reset();
        reader_ = std::move(*store::IndexReader::open(path_));
    }
    store::IndexReader& reader() { return *reader_; }
    const TemporaryTree& tree() const { return tree_; }
    const std::string& path() const { return path_; }

    static void require(const Result<void>& result) {
        if (!result) throw std::runtime_error(result.error().message);
    }
    /// Stores the facts (once for equal texts) and the file row.
    static void add(store::IndexWriter& writer, const SmallSource& source, store::Totals* totals = nullptr) {
        store::FileRow file;
        file.path = source.path;
        file.language = source.language;
        file.file_class = source.language == Language::None ? FileClass::Unsupported : FileClass::Indexed;
        file.stamp = {source.text.size(), 1, 1, 1};
        store::ContentRow content;
        if (source.language != Language::None) content = content_of(writer, source);
        file.content = content.id;
        file.fingerprint = store::fingerprint(file, content.id ? &content : nullptr);
        require(writer.put_file(file));
        if (totals) totals->count(file, content.id ? &content : nullptr, 1);
    }
    static store::ContentRow content_of(store::IndexWriter& writer, const SmallSource& source) {
        const std::uint32_t extractor = parse::extractor_version(source.language);
        auto known = writer.find_content(hash128(source.text), source.language, extractor);
        if (known && *known) return **known;
        store::ContentRow content;
        content.hash = hash128(source.text);
        content.language = source.language;
        content.bytes = static_cast<std::int64_t>(source.text.size());
        parse::Parser parser;
        store::FactsEncoder encoder;
        std::vector<store::EncodedPiece> pieces;
        Hasher facts;
        parser.parse(source.language, source.text, [&](const ParsedFile& piece) {
            pieces.push_back(encoder.encode(piece));
            facts.update_number(pieces.back().facts_hash.high);
            facts.update_number(pieces.back().facts_hash.low);
            content.symbols += pieces.back().symbol_count;
            content.lines += pieces.back().lines;
            content.code_lines += pieces.back().code_lines;
        });
        content.facts_hash = facts.digest();
        require(writer.add_content(content, extractor, pieces));
        return content;
    }

  private:
    TemporaryTree tree_;
    std::string path_;
    std::unique_ptr<store::IndexReader> reader_;
};

}  // namespace kompress::test
