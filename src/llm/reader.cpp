// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "llm/dialect.hpp"
#include "llm/event_stream.hpp"
#include "llm/json_access.hpp"
#include "llm/json_depth.hpp"
#include "llm/usage.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::json;

std::string text_of_json(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json& first(const Json& array) {
    static const Json none;
    return array.is_array() && !array.empty() ? array.front() : none;
}

Failure malformed(std::string_view what) {
    Failure failure;
    failure.kind = FailureClass::Transient;
    failure.message = "the provider's answer cannot be read: " + std::string(what);
    return failure;
}

/// What the three readers share: framing, limits, and the check that an answer is all there.
class EventReader : public ReplyReader {
  public:
    EventReader(bool is_sse, bool is_whole) : is_sse_(is_sse), is_whole_(is_whole) {}

    bool feed(std::string_view bytes) override {
        if (reply_.failure) return false;
        if (is_whole_) {
            if (whole_.size() + bytes.size() > MaxAnswerBytes) return fail("it is too long");
            whole_.append(bytes);
            return true;
        }
        const EventSink sink = [this](const StreamEvent& event) { take(event); };
        const bool fits = is_sse_ ? sse_.feed(bytes, sink) : lines_.feed(bytes, sink);
        if (!fits) return fail("one event is larger than 8 MB");
        return !reply_.failure;
    }

    void finish() override {
        if (is_whole_) {
            take({{}, whole_});
            if (!reply_.failure) reply_.is_complete = true;
        } else if (!is_sse_) {
            lines_.finish([this](const StreamEvent& event) { take(event); });
        }
    }

  protected:
    virtual void on_event(std::string_view name, const Json& event) = 0;

    void add_text(std::string_view text) {
        if (text.empty()) return;
        reply_.has_started = true;
        if (reply_.text.size() + text.size() > MaxAnswerBytes) fail("it is too long");
        else reply_.text.append(text);
    }
    bool fail(std::string_view what) {
        reply_.failure = malformed(what);
        return false;
    }
    void refuse(const Json& error) { reply_.failure = classify_error_json(text_of_json(error)); }
    void count_event() { ++reply_.events; }

  private:
    void take(const StreamEvent& event) {
        if (reply_.failure || reply_.is_complete) return;
        if (is_sse_ && event.data.starts_with("[DONE]")) {
            reply_.is_complete = true;
            return;
        }
        const Json json = is_shallow(event.data) ? Json::parse(event.data, nullptr, false) : Json(Json::value_t::discarded);
        if (!json.is_object()) {
            if (json.is_array() && first(json).is_object() && first(json).contains("error")) refuse(json);
            else fail("an event is not JSON");
            return;
        }
        if (const Json& error = member(json, "error"); !error.is_null()) {
            refuse(json);
            return;
        }
        on_event(event.name, json);
    }

    bool is_sse_, is_whole_;
    std::string whole_;
    SseParser sse_;
    NdjsonParser lines_;
};

class OpenAiReader final : public EventReader {
  public:
    explicit OpenAiReader(bool is_whole) : EventReader(true, is_whole) {}

  private:
    void on_event(std::string_view, const Json& event) override {
        if (reply_.model.empty()) reply_.model = text_of(event, "model");
        if (reply_.id.empty()) reply_.id = text_of(event, "id");
        if (const Json& usage = member(event, "usage"); usage.is_object()) {
            reply_.usage = openai_usage(text_of_json(usage));
            count_event();
        }
        const Json& choice = first(member(event, "choices"));
        if (!choice.is_object()) return;
        const Json& message = choice.contains("message") ? member(choice, "message") : member(choice, "delta");
        add_text(text_of(message, "content"));
        if (!text_of(message, "refusal").empty()) is_refused_ = true;
        if (!text_of(message, "content").empty() || !text_of(message, "reasoning").empty() || !text_of(message, "reasoning_content").empty()) count_event();
        if (const std::string_view reason = text_of(choice, "finish_reason"); !reason.empty()) {
            count_event();
            reply_.finish = finish_of(reason);
        }
        if (is_refused_) reply_.finish = FinishReason::Refusal;
    }
    static FinishReason finish_of(std::string_view reason) {
        if (reason == "stop") return FinishReason::Stop;
        if (reason == "length") return FinishReason::Length;
        if (reason == "content_filter") return FinishReason::ContentFilter;
        return FinishReason::Other;
    }
    bool is_refused_ = false;
};

class AnthropicReader final : public EventReader {
  public:
    explicit AnthropicReader(bool is_whole) : EventReader(true, is_whole) {}

  private:
    void on_event(std::string_view, const Json& event) override {
        const std::string_view type = text_of(event, "type");
        if (type == "message_start") read_message(member(event, "message"));
        else if (type == "message") read_message(event);
        else if (type == "content_block_delta") read_delta(member(event, "delta"));
        else if (type == "message_delta") read_end(event);
        else if (type == "message_stop") reply_.is_complete = true;
        if (type != "ping") count_event();
    }
    void read_message(const Json& message) {
        reply_.model = text_of(message, "model");
        reply_.id = text_of(message, "id");
        read_usage(member(message, "usage"));
        read_reason(text_of(message, "stop_reason"));
        if (const Json& content = member(message, "content"); content.is_array())
            for (const Json& block : content) add_text(text_of(block, "text"));
    }
    void read_delta(const Json& delta) {
        if (text_of(delta, "type") == "text_delta") add_text(text_of(delta, "text"));
    }
    void read_end(const Json& event) {
        read_usage(member(event, "usage"));
        read_reason(text_of(member(event, "delta"), "stop_reason"));
    }
    void read_usage(const Json& usage) {
        if (!usage.is_object()) return;
        if (!reply_.usage) reply_.usage = Usage{};
        read_anthropic_usage(text_of_json(usage), *reply_.usage);
    }
    void read_reason(std::string_view reason) {
        if (reason.empty()) return;
        if (reason == "end_turn" || reason == "stop_sequence") reply_.finish = FinishReason::Stop;
        else if (reason == "max_tokens") reply_.finish = FinishReason::Length;
        else if (reason == "refusal") reply_.finish = FinishReason::Refusal;
        else if (reason == "model_context_window_exceeded") reply_.finish = FinishReason::ContextExceeded;
        else reply_.finish = FinishReason::Other;
    }
};

class OllamaReader final : public EventReader {
  public:
    OllamaReader() : EventReader(false, false) {}

  private:
    void on_event(std::string_view, const Json& line) override {
        count_event();
        if (reply_.model.empty()) reply_.model = text_of(line, "model");
        add_text(text_of(member(line, "message"), "content"));
        const Json& done = member(line, "done");
        if (!done.is_boolean() || !done.get<bool>()) return;
        reply_.usage = ollama_usage(text_of_json(line));
        const std::string_view reason = text_of(line, "done_reason");
        reply_.finish = reason == "length" ? FinishReason::Length : reason == "stop" || reason.empty() ? FinishReason::Stop : FinishReason::Other;
        reply_.is_complete = true;
    }
};

}  // namespace

std::unique_ptr<ReplyReader> make_reader(Dialect dialect, std::string_view content_type) {
    const bool is_whole = content_type.starts_with("application/json");
    switch (dialect) {
        case Dialect::OpenAi: return std::make_unique<OpenAiReader>(is_whole);
        case Dialect::Anthropic: return std::make_unique<AnthropicReader>(is_whole);
        case Dialect::Ollama: break;
    }
    return std::make_unique<OllamaReader>();
}

}  // namespace kompress::llm
