// SPDX-License-Identifier: Apache-2.0
#include "cli/json_output.hpp"

#include <cstdio>

namespace kompress::cli {
namespace {

/// Length of the valid UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool is_short = first == 0xe0 && byte(1) < 0xa0, is_surrogate = first == 0xed && byte(1) > 0x9f;
        return follows(1) && follows(2) && !is_short && !is_surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool is_short = first == 0xf0 && byte(1) < 0x90, is_beyond = first == 0xf4 && byte(1) > 0x8f;
        return follows(1) && follows(2) && follows(3) && !is_short && !is_beyond ? 4 : 0;
    }
    return 0;
}

Json files_json(const IndexReport& report) {
    const auto& f = report.files;
    Json skipped = Json::object();
    for (std::size_t i = 1; i < FileClassCount; ++i) skipped[std::string(file_class_name(static_cast<FileClass>(i)))] = f.by_class[i];
    return {{"seen", f.seen},     {"indexed", f.indexed}, {"unchanged", f.unchanged}, {"reused", f.reused},
            {"parsed", f.parsed}, {"removed", f.removed}, {"ignored", f.ignored},     {"skipped", skipped}};
}

}  // namespace

std::string json_text(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = sequence_length(bytes, i);
        if (length == 0) {
            char text[5];
            std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(bytes[i++]));
            out += text;
            continue;
        }
        if (bytes.substr(i, 2) == "\\x") out += '\\';
        out += bytes.substr(i, length);
        i += length;
    }
    return out;
}

std::string shown(std::string_view bytes) {
    const std::string text = json_text(bytes);
    const auto is_harmful = [&](std::size_t at) {
        const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
        if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
        if (byte(0) == 0xc2 && byte(1) < 0xa0) return 2;                                    // C1 controls
        if (byte(0) != 0xe2) return 0;
        const bool turns = byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae;            // U+202A to U+202E
        return turns || (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) ? 3 : 0;     // U+2066 to U+2069
    };
    std::string out;
    for (std::size_t i = 0, harmful = 0; i < text.size(); ++i) {
        if (harmful == 0) harmful = static_cast<std::size_t>(is_harmful(i));
        if (harmful == 0) {
            out += text[i];
            continue;
        }
        char escape[5];
        std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(text[i]));
        out += escape;
        --harmful;
    }
    return out;
}

Json document(std::string_view command) { return {{"schema", "kompress." + std::string(command) + "/1"}}; }

Json to_json(const SymbolInfo& s) {
    return {{"name", json_text(s.name)},
            {"qualified_name", json_text(s.qualified_name)},
            {"kind", symbol_kind_name(s.kind)},
            {"language", language_id(s.language)},
            {"file", json_text(s.file)},
            {"line", s.line},
            {"column", s.column},
            {"start_line", s.start_line},
            {"end_line", s.end_line},
            {"signature", json_text(s.signature)},
            {"doc", json_text(s.doc)},
            {"exported", s.exported},
            {"branches", s.branches},
            {"parameters", s.parameters}};
}

Json to_json(const EdgeInfo& edge) {
    const auto end = [](const EdgeEnd& e) { return Json{{"file", json_text(e.file)}, {"name", json_text(e.name)}, {"qualified_name", json_text(e.qualified_name)}, {"line", e.line}}; };
    return {{"kind", reference_kind_name(edge.kind)}, {"tier", tier_name(edge.tier)}, {"from", end(edge.from)}, {"to", end(edge.to)},
            {"site", {{"line", edge.line}, {"column", edge.column}}}};
}

Json to_json(const IndexReport& report) {
    Json json = document("index");
    json["root"] = json_text(report.root);
    json["mode"] = index_mode_name(report.mode);
    json["files"] = files_json(report);
    json["bytes_parsed"] = report.bytes_parsed;
    json["symbols"] = report.symbols;
    json["references"] = report.references;
    Json edges = Json::object();
    for (std::size_t i = 1; i < TierCount; ++i) edges[std::string(tier_name(static_cast<Tier>(i)))] = report.edges[i];
    edges[std::string(tier_name(Tier::Unresolved))] = report.edges[0];
    json["edges"] = edges;
    Json languages = Json::object();
    for (const auto& l : report.languages)
        languages[std::string(language_id(l.language))] = {{"files", l.files},           {"bytes", l.bytes},
                                                           {"lines", l.lines},           {"code_lines", l.code_lines},
                                                           {"symbols", l.symbols},       {"references", l.references},
                                                           {"parse_errors", l.parse_errors}};
    json["languages"] = languages;
    json["digest"] = report.digest;
    json["db_bytes"] = report.database_bytes;
    json["peak_rss_bytes"] = report.peak_rss_bytes;
    json["wall_ms"] = report.wall_ms;
    Json stages = Json::object();
    for (const auto& stage : report.stages) stages[stage.name] = stage.wall_ms;
    json["stages_ms"] = stages;
    Json diagnostics = Json::array();
    for (const auto& d : report.diagnostics)
        diagnostics.push_back({{"path", json_text(d.path)}, {"code", d.code}, {"message", json_text(d.message)}});
    json["diagnostics"] = diagnostics;
    return json;
}

void print_json(const Json& json) {
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
}

}  // namespace kompress::cli
