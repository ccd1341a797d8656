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

}  // namespace kompress::hand_over
