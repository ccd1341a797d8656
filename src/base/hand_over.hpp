// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Tells ThreadSanitizer what oneTBB, which is not built with it, does out of its sight: what one task wrote before
/// give(place) is seen by the task that begins with take(place). Nothing at all in other builds.

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
/// For the function that oneTBB calls: it reads its own captures and arguments before it can take anything.
#define KOMPRESS_TASK __attribute__((no_sanitize("thread")))
#else
#define KOMPRESS_TASK
#endif

namespace kompress::hand_over {

inline void give([[maybe_unused]] const void* place) {
#ifdef __SANITIZE_THREAD__
    __tsan_release(const_cast<void*>(place));
#endif
}

inline void take([[maybe_unused]] const void* place) {
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(const_cast<void*>(place));
#endif
}

/// `work` as oneTBB is to call it, from any thread, as often as it likes: each call sees what was written before task() was
/// called, and who waited for the calls sees what they wrote after take(place). Keeps references: `work` lives longer.
template <class Work>
auto task(const void* place, const Work& work) {
    const auto run = [](const void* at, const Work& of, const auto&... arguments) {
        take(at);
        of(arguments...);
        give(at);
    };
    give(place);
    return [run, place, &work](const auto&... arguments) KOMPRESS_TASK { run(place, work, arguments...); };
}

}  // namespace kompress::hand_over
