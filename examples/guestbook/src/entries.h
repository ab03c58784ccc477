// The entries of the guestbook. They are in carboy::State, one key each, so that both versions see
// the same entries while a new version replaces the extension.
//
// Thread rule: a Book may be used from any thread.
#pragma once

#include <carboy/guestbook/entries.h>
#include <carboy/json.h>
#include <carboy/pages.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace guestbook {

struct Entry {
  std::int64_t id = 0;
  std::string name, text;
  std::int64_t written = 0;  // seconds since 1970
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Entry, id, name, text, written)

class Book final : public Entries {
 public:
  explicit Book(carboy::App& app) : state_(app.state()), pages_(app.service<carboy::Pages>()) {}

  // Adds an entry and returns its number.
  std::int64_t add(std::string name, std::string text);
  // Returns the entries of a page, the newest first. REQUIRES: number >= 1.
  std::vector<Entry> page(std::size_t number, std::size_t size) const;
  // Returns the entry of that number, if there is one.
  std::optional<Entry> find(std::int64_t number) const;
  // Removes the entries written before that time. Returns the number of entries removed.
  std::size_t purge(std::chrono::system_clock::time_point before);

  std::uint64_t count() noexcept override;
  carboy::Status latest(carboy::TextSink out) noexcept override;

 private:
  std::vector<std::string> keys() const;

  carboy::State state_;
  carboy::Handle<carboy::Pages> pages_;
};

}  // namespace guestbook
