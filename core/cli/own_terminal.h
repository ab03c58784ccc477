// The terminal of this process, for a command of an extension: its output, its questions and
// Ctrl-C.
//
// Thread rule: the main thread, one object of each class at a time.
#pragma once

#include <string>
#include <string_view>

#include "core/base/descriptor.h"
#include "core/extensions/life/command.h"

namespace carboy::core::cli {

// While an object exists, the first Ctrl-C makes descriptor() readable and only a second one ends
// the process.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  int descriptor() const noexcept { return event_.get(); }
  bool happened() const noexcept;

 private:
  base::Descriptor event_;
};

// Returns whether the user can be asked.
bool can_ask();
// Asks on standard error and reads a line of standard input. Returns false when no line comes, also
// when `stop` or `other` becomes readable meanwhile (-1: there is none).
bool ask_line(std::string_view prompt, bool secret, int stop, int other, std::string& line);
// Writes all of it. Returns false when nobody reads it.
bool write_to(int descriptor, std::string_view bytes);

class OwnTerminal final : public extensions::Terminal {
 public:
  explicit OwnTerminal(const Interrupts& interrupts) : interrupts_(interrupts) {}
  bool write(std::string_view bytes, bool error) override;
  bool is_terminal() override { return can_ask(); }
  bool read(std::string_view prompt, bool secret, std::string& line) override;
  bool cancelled() override { return interrupts_.happened(); }

 private:
  const Interrupts& interrupts_;
};

}  // namespace carboy::core::cli
