// SPDX-License-Identifier: Apache-2.0
#include "llm/endpoint.hpp"

#include <algorithm>

#include "base/try.hpp"

namespace kompress::llm {
namespace {

struct Url {
    std::string scheme, authority, path;
};

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// `host`, `host:port`, `[address]`, `[address]:port`.
bool is_authority(std::string_view text) {
    std::string_view host = text, port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos || text.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
        host = "v6";
        port = text.substr(end + 1);
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    const bool has_good_port = port.empty() || (port.size() >= 2 && port.size() <= 6 && port[0] == ':' && port.find_first_not_of("0123456789", 1) == std::string_view::npos);
    return has_good_port && !host.empty() && std::all_of(host.begin(), host.end(), [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
}

Result<Url> split(std::string_view text) {
    const auto bad = [&](std::string_view why) {
        return Error{ErrorCode::InvalidArgument, "the base URL '" + std::string(text.substr(0, 200)) + "' " + std::string(why) + "; it looks like https://host/v1"};
    };
    Url url;
    std::string_view rest = text;
    if (const auto at = rest.find("://"); at != std::string_view::npos) {
        url.scheme = std::string(rest.substr(0, at));
        rest.remove_prefix(at + 3);
    }
    std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (!url.scheme.empty() && url.scheme != "http" && url.scheme != "https") return bad("is neither http nor https");
    const std::size_t slash = rest.find('/');
    url.authority = std::string(rest.substr(0, slash));
    url.path = slash == std::string_view::npos ? std::string() : std::string(rest.substr(slash));
    if (url.authority.find('@') != std::string::npos)
        return Error{ErrorCode::InvalidArgument, "the base URL holds a user or password; leave them out and set the key instead"};
    if (url.authority.empty()) return bad("names no host");
    if (!is_authority(url.authority)) return bad("has a host that none can have");
    for (const char c : url.path)
        if (static_cast<unsigned char>(c) <= 0x20 || c == '?' || c == '#' || c == '\\' || c == 0x7f) return bad("has more than a path behind its host");
    return url;
}

std::string host_of(std::string_view authority) {
    if (authority.starts_with('[')) return std::string(authority.substr(0, authority.find(']') + 1));
    return std::string(authority.substr(0, authority.rfind(':')));
}

bool is_loopback_host(std::string_view host) {
    return host == "localhost" || host == "[::1]" || host == "127.0.0.1" || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

/// Drops what people paste along with a base URL, until nothing of it is left.
void normalize_path(Dialect dialect, std::string& path) {
    static constexpr std::string_view Endings[] = {"/", "/chat/completions", "/v1/messages", "/api/chat"};
    const std::string_view own_ending = dialect == Dialect::Anthropic ? "/v1" : dialect == Dialect::Ollama ? "/api" : "/";
    const std::string_view other_ending = dialect == Dialect::Ollama ? "/v1" : "/";
    const auto drop = [&](std::string_view ending) {
        if (!path.ends_with(ending)) return false;
        path.resize(path.size() - ending.size());
        return true;
    };
    while (std::any_of(std::begin(Endings), std::end(Endings), drop) || drop(own_ending) || drop(other_ending)) {
    }
    if (dialect == Dialect::OpenAi && path.empty()) path = "/v1";
}

Url parts(const std::string& base_url) {
    auto url = split(base_url);
    return url ? *url : Url{};
}

}  // namespace

std::string_view dialect_name(Dialect dialect) {
    static constexpr std::string_view Names[] = {"openai", "anthropic", "ollama"};
    return Names[static_cast<int>(dialect)];
}

Result<std::string> normalize_base_url(Dialect dialect, std::string_view text, bool allows_plain_http) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n')) text.remove_suffix(1);
    KOMPRESS_TRY_VALUE(url, split(text));
    std::string host = host_of(url.authority);
    if (host == "0.0.0.0" || host == "[::]") {  // where a server listens, not where it is
        url.authority = "127.0.0.1" + url.authority.substr(host.size());
        host = "127.0.0.1";
    }
    const bool is_local = is_loopback_host(host);
    if (url.scheme.empty()) url.scheme = is_local || (dialect == Dialect::Ollama && allows_plain_http) ? "http" : "https";
    if (url.scheme == "http" && !is_local && !allows_plain_http)
        return Error{ErrorCode::InvalidArgument, "http://" + url.authority + " would get the key and the code unencrypted; use https, or set KOMPRESS_ALLOW_HTTP=1 if the network is your own"};
    if (dialect == Dialect::Ollama && url.authority == host) url.authority += url.scheme == "http" ? ":11434" : "";
    normalize_path(dialect, url.path);
    return url.scheme + "://" + url.authority + url.path;
}

std::string Endpoint::origin() const {
    const Url url = parts(base_url);
    return url.scheme + "://" + url.authority;
}

std::string Endpoint::host() const { return parts(base_url).authority; }

bool Endpoint::is_loopback() const { return is_loopback_host(host_of(host())); }

}  // namespace kompress::llm
