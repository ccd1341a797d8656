// SPDX-License-Identifier: Apache-2.0
#include "prose/kept.hpp"

#include <nlohmann/json.hpp>

#include "prose/model_text.hpp"

namespace kompress::prose {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t MaxLineBytes = 1u << 20;
constexpr const char* FormatName = "kompress.prose/1";

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t number_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint32_t>() : 0;
}

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

SlotTexts Kept::texts() const {
    SlotTexts texts;
    for (const auto& [slot, kept] : slots) texts.emplace(slot, kept.text);
    return texts;
}

void KeptSlot::set_source(std::string whole) {
    source = std::move(whole);
    text.markdown = render_blocks(read_model_text(source));
    if (text.summary.empty()) text.summary = plain_summary(source);
    if (parts > 0) text.markdown += "\n(Read in " + std::to_string(parts) + " parts, as it is long.)\n";
}

Kept read_kept(std::string_view text) {
    Kept kept;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.size() > MaxLineBytes) continue;
        const Json json = Json::parse(line, nullptr, false);
        if (!json.is_object()) continue;
        if (text_of(json, "format") == FormatName) {
            kept.audience = text_of(json, "audience");
            kept.language = text_of(json, "language");
            kept.instructions = text_of(json, "instructions");
            kept.model = text_of(json, "model");
            kept.describe_all = json.value("describe_all", Json(false)) == Json(true);
            continue;
        }
        const std::string slot = text_of(json, "slot");
        if (slot.empty()) continue;
        KeptSlot one;
        one.text.summary = plain_summary(text_of(json, "summary"));
        one.rests_on = text_of(json, "rests_on");
        one.template_id = text_of(json, "template");
        one.model = text_of(json, "model");
        one.checked = number_of(json, "checked");
        one.removed = number_of(json, "removed");
        one.parts = number_of(json, "parts");
        one.set_source(text_of(json, "text"));
        kept.slots[slot] = std::move(one);
    }
    return kept;
}

std::string write_kept(const Kept& kept) {
    Json head = {{"format", FormatName}, {"audience", kept.audience}, {"language", kept.language}, {"instructions", kept.instructions}, {"model", kept.model}};
    if (kept.describe_all) head["describe_all"] = true;
    std::string out = line_of(head);
    for (const auto& [slot, one] : kept.slots) {
        Json json = {{"slot", slot}, {"rests_on", one.rests_on}, {"template", one.template_id}, {"model", one.model}, {"checked", one.checked}, {"removed", one.removed}};
        if (one.parts > 0) json["parts"] = one.parts;
        if (!one.text.summary.empty()) json["summary"] = one.text.summary;
        json["text"] = one.source;
        out += line_of(json);
    }
    return out;
}

std::string why_stale(const Kept& kept, const std::string& slot, const Ask& ask, const std::string& model) {
    const auto found = kept.slots.find(slot);
    if (found == kept.slots.end()) return "not written yet";
    if (found->second.rests_on != ask.rests_on) return "what it describes has changed";
    if (found->second.template_id != template_text(ask.which).id()) return "its prompt has a new version";
    if (!model.empty() && found->second.model != model) return "it was written by " + found->second.model;
    return {};
}

}  // namespace kompress::prose
