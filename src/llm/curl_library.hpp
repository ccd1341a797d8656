// SPDX-License-Identifier: Apache-2.0
#pragma once
/// libcurl, opened by name when the first request is made: linking it would cost every start of the program about 4 ms.
///
/// Threading: load() from any thread. Lifetime: of the program.

// The checks of curl's macros do not see through function pointers.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include <string>

namespace kompress::llm {

struct CurlLibrary {
    decltype(&::curl_global_init) global_init = nullptr;
    decltype(&::curl_easy_init) easy_init = nullptr;
    decltype(&::curl_easy_setopt) easy_setopt = nullptr;
    decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&::curl_easy_strerror) easy_strerror = nullptr;
    decltype(&::curl_slist_append) slist_append = nullptr;
    decltype(&::curl_slist_free_all) slist_free_all = nullptr;
    decltype(&::curl_multi_init) multi_init = nullptr;
    decltype(&::curl_multi_setopt) multi_setopt = nullptr;
    decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
    decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
    decltype(&::curl_multi_perform) multi_perform = nullptr;
    decltype(&::curl_multi_poll) multi_poll = nullptr;
    decltype(&::curl_multi_wakeup) multi_wakeup = nullptr;
    decltype(&::curl_multi_info_read) multi_info_read = nullptr;
    decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;

    /// nullptr when there is none on this machine; `why` is then the loader's sentence.
    static const CurlLibrary* load(std::string& why);
};

}  // namespace kompress::llm
