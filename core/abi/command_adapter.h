// Commands, as an extension describes them while it starts and sees them while they run.
//
// Thread rule: a CommandAdapter, the thread that runs the extension's start(); a CliAdapter, the
// thread that runs the command.
#pragma once

#include <carboy/abi/registrar.h>

#include <string_view>

#include "core/extensions/life/command.h"

namespace carboy::core::abi {

class RegistrarAdapter;

class CommandAdapter final : public carboy::abi::Command {
 public:
  CommandAdapter(RegistrarAdapter& registrar, extensions::Command& command)
      : registrar_(registrar), command_(command) {}
  Status add_option(Text names, Text value_name, Text help) noexcept override;
  Status add_argument(Text name, Text help) noexcept override;
  Status add_exit_status(int32_t code, Text meaning) noexcept override;
  Status set_place(carboy::abi::CommandPlace place) noexcept override;

 private:
  RegistrarAdapter& registrar_;
  extensions::Command& command_;
};

class CliAdapter final : public carboy::abi::Cli {
 public:
  explicit CliAdapter(extensions::CommandLine& line) : line_(line) {}
  size_t argument_count() noexcept override { return line_.arguments().size(); }
  Text argument(size_t index) noexcept override;
  void print(Text line) noexcept override { print_line(line, false); }
  void print_error(Text line) noexcept override { print_line(line, true); }
  size_t option_count(Text name) noexcept override { return line_.option(name).size(); }
  Text option(Text name, size_t index) noexcept override;
  Status read(Text prompt, bool secret, TextSink out) noexcept override;
  bool is_terminal() noexcept override { return line_.terminal().is_terminal(); }
  Status write(Bytes bytes) noexcept override;
  void set_exit_status(int32_t status) noexcept override { line_.set_exit_status(status); }
  bool cancelled() noexcept override { return line_.terminal().cancelled(); }

 private:
  void print_line(std::string_view line, bool error);
  extensions::CommandLine& line_;
};

// Returns whether a command may have that name: words of [a-z0-9_-], with one space between them.
bool is_command_name(std::string_view name);

}  // namespace carboy::core::abi
