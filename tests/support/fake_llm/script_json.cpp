// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/script_json.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "support/fake_llm/errors.hpp"

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

[[noreturn]] void wrong(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

/// An object whose fields are taken one by one; at the end nothing may be left.
class Fields {
  public:
    Fields(const json& object, std::string where) : object_(object), where_(std::move(where)) {
        if (!object_.is_object()) wrong(where_, "must be an object");
    }

    const json* take(const char* name) {
        taken_.insert(name);
        return object_.contains(name) ? &object_[name] : nullptr;
    }
    std::string at(const char* name) const { return where_ + "." + name; }

    template <typename T>
    void read(const char* name, T& to) {
        if (const json* value = take(name)) read_value(*value, at(name), to);
    }
    template <typename T>
    void read(const char* name, std::optional<T>& to) {
        if (const json* value = take(name)) read_value(*value, at(name), to.emplace());
    }
    template <typename T>
    void choose(const char* name, T& to, std::initializer_list<std::pair<const char*, T>> words) {
        std::string word;
        read(name, word);
        if (word.empty()) return;
        std::string known;
        for (const auto& [text, value] : words) {
            known += (known.empty() ? "" : ", ") + std::string(text);
            if (word != text) continue;
            to = value;
            return;
        }
        wrong(at(name), "'" + word + "' is none of " + known);
    }
    void finish() const {
        for (const auto& [name, value] : object_.items())
            if (taken_.count(name) == 0) wrong(where_, "there is no field '" + name + "'");
    }

  private:
    template <typename T>
    static void read_value(const json& value, const std::string& where, T& to) {
        if constexpr (std::is_same_v<T, bool>) {
            if (!value.is_boolean()) wrong(where, "must be true or false");
        } else if constexpr (std::is_integral_v<T>) {
            if (!value.is_number_integer() || (std::is_unsigned_v<T> && value.get<std::int64_t>() < 0))
                wrong(where, "must be a whole number");
        } else if constexpr (std::is_floating_point_v<T>) {
            if (!value.is_number()) wrong(where, "must be a number");
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (!value.is_string()) wrong(where, "must be a string");
        }
        try {
            to = value.get<T>();
        } catch (const json::exception&) {
            wrong(where, "is of the wrong type");
        }
    }

    const json& object_;
    const std::string where_;
    std::set<std::string> taken_;
};

template <typename T, typename Read>
void read_list(Fields& fields, const char* name, std::vector<T>& to, Read read) {
    const json* list = fields.take(name);
    if (!list) return;
    if (!list->is_array()) wrong(fields.at(name), "must be an array");
    to.clear();
    for (const json& item : *list)
        to.push_back(read(item, fields.at(name) + "[" + std::to_string(to.size()) + "]"));
}

void read_selector(Fields& fields, Selector& when) {
    fields.read("match", when.match);
    fields.read("path", when.path);
    fields.read("at", when.at);
    fields.read("first", when.first);
    fields.read("after", when.after);
    fields.read("probability", when.probability);
}

Usage read_usage(const json& object, const std::string& where) {
    Usage usage;
    Fields fields(object, where);
    fields.read("input", usage.input);
    fields.read("cache_read", usage.cache_read);
    fields.read("cache_write_5m", usage.cache_write_5m);
    fields.read("cache_write_1h", usage.cache_write_1h);
    fields.read("output", usage.output);
    fields.read("reasoning", usage.reasoning);
    fields.read("cost", usage.cost);
    fields.finish();
    return usage;
}

ReplyRule read_reply(const json& object, const std::string& where) {
    ReplyRule rule;
    Fields fields(object, where);
    read_selector(fields, rule.when);
    fields.read("text", rule.text);
    fields.read("reasoning", rule.reasoning);
    fields.read("stop", rule.stop);
    if (const json* usage = fields.take("usage")) rule.usage = read_usage(*usage, fields.at("usage"));
    fields.finish();
    return rule;
}

Headers read_headers(Fields& fields, const char* name) {
    Headers headers;
    const json* object = fields.take(name);
    if (!object) return headers;
    if (!object->is_object()) wrong(fields.at(name), "must be an object");
    for (const auto& [header, value] : object->items()) {
        if (!value.is_string()) wrong(fields.at(name) + "." + header, "must be a string");
        headers.push_back({header, value.get<std::string>()});
    }
    return headers;
}

void read_stream_faults(Fields& fields, Fault& fault) {
    fields.read("byte_by_byte", fault.byte_by_byte);
    fields.read("chunk_bytes", fault.chunk_bytes);
    fields.read("split_utf8", fault.split_utf8);
    fields.choose("newline", fault.newline,
                  {{"lf", Newline::Lf}, {"crlf", Newline::CrLf}, {"cr", Newline::Cr}});
    fields.read("bom", fault.bom);
    fields.read("comments", fault.comments);
    fields.read("multiline_data", fault.multiline_data);
    fields.read("no_space", fault.no_space);
    fields.read("ids", fault.ids);
    fields.read("unknown_events", fault.unknown_events);
    fields.read("malformed_at", fault.malformed_at);
    fields.read("giant_event_bytes", fault.giant_event_bytes);
    fields.read("endless", fault.endless);
    fields.read("error_after_events", fault.error_after_events);
    fields.read("stall_after_events", fault.stall_after_events);
    fields.choose("stall", fault.stall, {{"silence", Stall::Silence}, {"ping", Stall::Ping}});
    fields.read("stall_ms", fault.stall_ms);
    fields.read("ping_every_ms", fault.ping_every_ms);
    fields.read("disconnect_after_events", fault.disconnect_after_events);
    fields.read("disconnect_after_bytes", fault.disconnect_after_bytes);
    fields.read("disconnect_before_headers", fault.disconnect_before_headers);
    fields.read("reset", fault.reset);
    fields.read("omit_terminal", fault.omit_terminal);
}

Fault read_fault(const json& object, const std::string& where) {
    Fault fault;
    Fields fields(object, where);
    read_selector(fields, fault.when);
    fields.read("error", fault.error);
    const auto known = error_names();
    if (!fault.error.empty() && std::find(known.begin(), known.end(), fault.error) == known.end()) {
        std::string list;
        for (const auto name : known) list += (list.empty() ? "" : ", ") + std::string(name);
        wrong(fields.at("error"), "'" + fault.error + "' is none of " + list);
    }
    fields.read("status", fault.status);
    fields.read("body", fault.body);
    fault.headers = read_headers(fields, "headers");
    fields.read("redirect", fault.redirect);
    fields.read("retry_after", fault.retry_after);
    fields.read("retry_after_ms", fault.retry_after_ms);
    fields.read("retry_after_date", fault.retry_after_date);
    fields.read("should_retry", fault.should_retry);
    fields.read("stop", fault.stop);
    fields.read("omit_usage", fault.omit_usage);
    fields.read("before_headers_ms", fault.before_headers_ms);
    fields.read("before_first_event_ms", fault.before_first_event_ms);
    fields.read("between_events_ms", fault.between_events_ms);
    fields.read("silence", fault.silence);
    read_stream_faults(fields, fault);
    fields.finish();
    return fault;
}

Model read_model(const json& object, const std::string& where) {
    Model model;
    Fields fields(object, where);
    fields.read("id", model.id);
    fields.read("context", model.context);
    fields.finish();
    return model;
}

/// Reads the object `name` with `read`, if it is there.
template <typename Read>
void read_part(Fields& fields, const char* name, Read read) {
    const json* object = fields.take(name);
    if (!object) return;
    Fields part(*object, fields.at(name));
    read(part);
    part.finish();
}

void read_parts(Fields& fields, Script& script) {
    read_part(fields, "limits", [&](Fields& part) {
        part.read("requests_per_minute", script.limits.requests_per_minute);
        part.read("tokens_per_minute", script.limits.tokens_per_minute);
        part.read("input_tokens_per_minute", script.limits.input_tokens_per_minute);
        part.read("output_tokens_per_minute", script.limits.output_tokens_per_minute);
        part.read("max_concurrency", script.limits.max_concurrency);
        part.read("window_seconds", script.limits.window_seconds);
        part.read("refund_unused_output", script.limits.refund_unused_output);
    });
    read_part(fields, "cache", [&](Fields& part) {
        part.read("enabled", script.cache.enabled);
        part.read("minimum_tokens", script.cache.minimum_tokens);
        part.read("step_tokens", script.cache.step_tokens);
        part.read("ttl_seconds", script.cache.ttl_seconds);
        part.read("report_writes", script.cache.report_writes);
        if (script.cache.step_tokens < 1) wrong(part.at("step_tokens"), "must be at least 1");
    });
    read_part(fields, "author", [&](Fields& part) {
        part.choose("kind", script.author.kind, {{"truthful", std::string("truthful")}, {"lying", std::string("lying")}});
        part.read("lies_file", script.author.lies_file);
    });
    read_part(fields, "batch", [&](Fields& part) {
        part.read("polls", script.batch.polls);
        part.read("reverse", script.batch.reverse);
        part.read("error_match", script.batch.error_match);
        part.read("expire_match", script.batch.expire_match);
    });
    read_part(fields, "prices", [&](Fields& part) {
        part.read("input", script.prices.input);
        script.prices.cache_read = script.prices.input;
        part.read("cache_read", script.prices.cache_read);
        part.read("output", script.prices.output);
        part.read("batch", script.prices.batch);
    });
    read_part(fields, "proxy", [&](Fields& part) {
        script.proxy.enabled = true;
        part.read("enabled", script.proxy.enabled);
        part.read("credentials", script.proxy.credentials);
        part.read("routes", script.proxy.routes);
    });
}

Script read_script(const json& object) {
    Script script;
    Fields fields(object, "script");
    fields.read("seed", script.seed);
    Dialect dialect{};
    if (object.contains("dialect") && object["dialect"] != "any") {
        fields.choose(
            "dialect", dialect,
            {{"openai", Dialect::OpenAi}, {"anthropic", Dialect::Anthropic}, {"ollama", Dialect::Ollama}});
        script.dialect = dialect;
    }
    fields.take("dialect");
    read_list(fields, "models", script.models, read_model);
    fields.read("strict_models", script.strict_models);
    fields.read("api_keys", script.api_keys);
    fields.read("default_max_tokens", script.default_max_tokens);
    fields.read("delta_bytes", script.delta_bytes);
    fields.read("before_headers_ms", script.before_headers_ms);
    fields.read("before_first_event_ms", script.before_first_event_ms);
    fields.read("between_events_ms", script.between_events_ms);
    fields.read("total_slots", script.total_slots);
    fields.read("loading_ms", script.loading_ms);
    fields.choose("accept", script.accept,
                  {{"normal", Accept::Normal}, {"refuse", Accept::Refuse}, {"never", Accept::Never}});
    fields.read("accept_delay_ms", script.accept_delay_ms);
    fields.read("tls_stall", script.tls_stall);
    read_parts(fields, script);
    read_list(fields, "replies", script.replies, read_reply);
    read_list(fields, "faults", script.faults, read_fault);
    fields.finish();
    return script;
}

}  // namespace

Result<Script> parse_script(const std::string& text) {
    try {
        return read_script(json::parse(text, nullptr, true, true));  // comments are allowed
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Configuration, problem.what()};
    }
}

Result<Script> read_script_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return Error{ErrorCode::Io, "cannot read the script " + path + "; is it a file that you may read?"};
    auto script = parse_script(text.str());
    if (!script)
        return Error{script.error().code, "the script " + path + " is wrong: " + script.error().message};
    return script;
}

}  // namespace kompress::testing::fake_llm
