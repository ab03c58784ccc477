#include "core/base/own_threads.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <string>

namespace carboy::core::base {
namespace {

struct OwnThreads {
  std::mutex mutex;
  std::set<pid_t> ids;
};

// Never destroyed: threads may end after main has.
OwnThreads& own_threads() {
  static auto* threads = new OwnThreads;
  return *threads;
}

struct Adoption {
  pid_t id = static_cast<pid_t>(::syscall(SYS_gettid));
  Adoption() {
    const std::lock_guard lock(own_threads().mutex);
    own_threads().ids.insert(id);
  }
  ~Adoption() {
    const std::lock_guard lock(own_threads().mutex);
    own_threads().ids.erase(id);
  }
};

}  // namespace

void adopt_this_thread(std::string_view name) {
  thread_local const Adoption adoption;
  static_cast<void>(adoption.id);
  if (!name.empty())
    ::pthread_setname_np(::pthread_self(), std::string(name.substr(0, 15)).c_str());
}

bool is_own_thread(pid_t thread) {
  const std::lock_guard lock(own_threads().mutex);
  return own_threads().ids.contains(thread);
}

}  // namespace carboy::core::base
