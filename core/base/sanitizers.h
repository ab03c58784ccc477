// The sanitizer that the code is compiled with: CARBOY_ASAN and CARBOY_TSAN are 1 or 0. GCC and
// clang define different macros.
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CARBOY_ASAN 1
#elif __has_feature(thread_sanitizer)
#define CARBOY_TSAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define CARBOY_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define CARBOY_TSAN 1
#endif

#if !defined(CARBOY_ASAN)
#define CARBOY_ASAN 0
#endif
#if !defined(CARBOY_TSAN)
#define CARBOY_TSAN 0
#endif
