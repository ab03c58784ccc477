// The files that carboy.Management receives for an app. They lie in .carboy/incoming, each under its
// digest, until somebody installs them; none of their code runs before that.
//
// Thread rule: any thread.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "core/extensions/package/signature.h"

namespace carboy::core::host {

class ReceivedFiles {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} << 20;
  static constexpr std::size_t kMostFiles = 16;

  // `folder` is that of app.toml; `keys` are those of [host] keys.
  ReceivedFiles(std::filesystem::path folder, extensions::TrustedKeys keys)
      : folder_(std::move(folder)), keys_(std::move(keys)) {}

  // Keeps an extension's file for its user alone, and returns what it says about itself, as
  // extensions::inspect_json() does. Throws base::Error if it is not an extension; it is not kept
  // then. Of many files, the newest kMostFiles stay.
  std::string receive(std::string_view bytes);
  // Returns the path of a file. Throws base::Error if there is none of that digest.
  std::filesystem::path find(const std::string& digest) const;
  // Throws base::Error unless carboy.lock names the file or one of the keys has signed it.
  void check_accepted(const std::string& digest) const;
  // Runs `carboy ext check` in a process with an empty environment in an empty folder, and returns
  // its report as JSON.
  std::string check(const std::string& digest) const;
  // Moves the file to extensions/ as `carboy ext install` does, and returns the report.
  std::string install(const std::string& digest) const;

 private:
  std::filesystem::path incoming() const { return folder_ / ".carboy" / "incoming"; }
  void remove_oldest() const;

  std::filesystem::path folder_;
  extensions::TrustedKeys keys_;
  std::mutex mutex_;  // held while a file is received
};

}  // namespace carboy::core::host
