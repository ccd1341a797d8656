// SPDX-License-Identifier: Apache-2.0
/// Streams of events as servers send them. The first byte picks the dialect, the second where the bytes are cut: what is
/// understood must not depend on the cuts.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "llm/dialect.hpp"
#include "llm/event_stream.hpp"

namespace {

using namespace kompress;
using namespace kompress::llm;

template <typename Parser>
std::string events(std::string_view bytes, std::size_t cut) {
    Parser parser;
    std::string all;
    const EventSink sink = [&](const StreamEvent& event) {
        all += event.name;
        all += '\x01';
        all += event.data;
        all += '\x02';
    };
    for (; !bytes.empty(); bytes.remove_prefix(std::min(cut, bytes.size()))) parser.feed(bytes.substr(0, cut), sink);
    return all;
}

Reply read(Dialect dialect, std::string_view type, std::string_view bytes, std::size_t cut) {
    const auto reader = make_reader(dialect, type);
    for (; !bytes.empty(); bytes.remove_prefix(std::min(cut, bytes.size())))
        if (!reader->feed(bytes.substr(0, cut))) break;
    reader->finish();
    return reader->reply();
}

void check(const Reply& one, const Reply& other) {
    if (one.text != other.text || one.finish != other.finish || one.usage != other.usage || one.is_complete != other.is_complete ||
        one.has_started != other.has_started || one.failure.kind != other.failure.kind || one.failure.message != other.failure.message)
        std::abort();
    if (one.failure && one.failure.message.empty()) std::abort();
    if (one.usage && one.usage->uncached() > one.usage->input) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::size_t cut = 1 + data[1] % 32;
    if (events<SseParser>(bytes, bytes.size() + 1) != events<SseParser>(bytes, cut)) std::abort();
    if (events<NdjsonParser>(bytes, bytes.size() + 1) != events<NdjsonParser>(bytes, cut)) std::abort();
    const Dialect dialect = static_cast<Dialect>(data[0] % 3);
    const std::string_view type = data[0] & 128 ? "application/json" : "text/event-stream";
    check(read(dialect, type, bytes, bytes.size() + 1), read(dialect, type, bytes, cut));
    return 0;
}
