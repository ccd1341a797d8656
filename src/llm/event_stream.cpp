// SPDX-License-Identifier: Apache-2.0
#include "llm/event_stream.hpp"

namespace kompress::llm {

bool SseParser::feed(std::string_view bytes, const EventSink& sink) {
    if (failed_) return false;
    bool fits = true;
    const bool whole = lines_.feed(bytes, [&](std::string_view line) { fits = fits && take_line(line, sink); });
    failed_ = !whole || !fits;
    return !failed_;
}

bool SseParser::take_line(std::string_view line, const EventSink& sink) {
    if (is_first_line_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    is_first_line_ = false;
    if (line.empty()) {
        if (has_data_) sink({name_, data_});
        name_.clear();
        data_.clear();
        has_data_ = false;
        return true;
    }
    const std::size_t colon = line.find(':');
    if (colon == 0) return true;  // a comment
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") {
        name_ = value;
    } else if (field == "data") {
        if (data_.size() + value.size() + 1 > MaxEventBytes) return false;
        if (has_data_) data_.push_back('\n');
        data_.append(value);
        has_data_ = true;
    }
    return true;
}

bool NdjsonParser::feed(std::string_view bytes, const EventSink& sink) {
    if (failed_) return false;
    failed_ = !lines_.feed(bytes, [&](std::string_view line) {
        if (!line.empty()) sink({{}, line});
    });
    return !failed_;
}

void NdjsonParser::finish(const EventSink& sink) {
    if (!failed_ && !lines_.rest().empty()) sink({{}, lines_.rest()});
}

}  // namespace kompress::llm
