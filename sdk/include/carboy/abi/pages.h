// The pages that the host stores, as the service carboy.Pages.
//
// Thread rule: every function may be called from any thread. None of them blocks.
#pragma once

#include <carboy/abi/types.h>

namespace carboy::abi {

// What the store holds and has done since the host started.
struct PageStatistics {
  uint32_t size = sizeof(PageStatistics);
  uint64_t pages = 0;
  uint64_t bytes = 0;    // memory that they take, with their keys
  uint64_t limit = 0;    // [pages] memory
  uint64_t hits = 0;     // requests that a stored page has answered
  uint64_t misses = 0;   // requests of routes with a page policy that none has answered
  uint64_t stored = 0;   // pages that were stored
  uint64_t refused = 0;  // pages that were not stored, because they are personal or the like
  uint64_t evicted = 0;  // pages that made room for others
};

// Receives a stored page as bytes that only Pages::put() reads. They are borrowed for the call.
struct PageSink {
  void (*write)(void* self, Bytes page) noexcept = nullptr;
  void* self = nullptr;
};

// A page depends on tags. "table:book" stands for the rows of a table; every other word is an
// author's. Each commit has a number, each tag the number of its last commit, and a page the number
// of the last commit before its request began. A page is answered while none of its tags has a
// higher number and none is being committed.
struct Pages : Service {
  // Returns the number of the last commit.
  virtual uint64_t commit_number() noexcept = 0;
  // Called before a COMMIT that changes what the tags stand for. Until end_commit() no page with
  // one of them is answered or stored. If this thread works on a request, its page is not stored.
  // Returns a token that is not 0.
  virtual uint64_t begin_commit(const Text* tags, size_t count) noexcept = 0;
  // Called after the COMMIT, or after the rollback that took its place. Gives the tags the next
  // commit number, so that all pages that depended on them are computed anew.
  virtual void end_commit(uint64_t token) noexcept = 0;
  // Does both at once, for a change that no COMMIT makes. Call it after the change.
  virtual void mark(const Text* tags, size_t count) noexcept = 0;
  // Removes all pages.
  virtual void clear() noexcept = 0;
  virtual void statistics(PageStatistics* out) noexcept = 0;
  // Passes each stored page to `sink`, for a copy outside of the process.
  virtual void each(PageSink sink) noexcept = 0;
  // Stores a page that each() has passed to its sink, also in another process. It counts as
  // computed after commit number `number`, and the caller guarantees that the same versions of all
  // extensions have made it. Returns not_found if the page is out of date, and refused if the bytes
  // are no page.
  virtual Status put(Bytes page, uint64_t number) noexcept = 0;

 protected:
  ~Pages() = default;
};

}  // namespace carboy::abi
