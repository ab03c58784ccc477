#include "core/host/received_files.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/scratch_folder.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/extensions/package/inspect.h"
#include "core/extensions/resolve/lock.h"
#include "core/host/app_folder.h"
#include "core/host/installation.h"

namespace carboy::core::host {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

bool is_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Files and folders for their user alone.
void make_private_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  for (const fs::path& one : {folder.parent_path(), folder}) {
    if (!error && ::chmod(one.c_str(), 0700) != 0) error.assign(errno, std::generic_category());
  }
  if (error) {
    throw base::Error(
        "The folder .carboy/incoming cannot be made: " + base::errno_text(error.value()) + ".");
  }
}

void put_private(const fs::path& file, std::string_view bytes) {
  base::DraftFile draft(file);
  int error = draft.open();
  if (error == 0) error = draft.write(bytes);
  if (error == 0) error = draft.put(0600, base::Existing::replace);
  if (error != 0) {
    throw base::Error("The file cannot be kept: " + base::errno_text(error) + ".");
  }
}

// Returns the bytes of a file that was received. Throws base::Error if there is none of that digest.
std::string read_received(const fs::path& folder, const std::string& digest) {
  std::string bytes;
  if (!is_digest(digest) || base::read_whole_file(folder / digest, bytes) != 0 ||
      base::sha256_hex(bytes) != digest) {
    throw base::Error("No file with the digest \"" + digest +
                      "\" was received, or it has been removed since. Upload it again.");
  }
  return bytes;
}

// A program with an empty environment in a folder of its own, and what it prints.
class Child {
 public:
  Child(const Words& words, const fs::path& folder) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw base::Error("Cannot create a pipe: " + base::errno_text(errno) + ".");
    }
    out_ = base::Descriptor(ends[0]);
    const base::Descriptor in(ends[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, in.get(), 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    char* const empty[] = {nullptr};
    const int error =
        ::posix_spawn(&id_, "/proc/self/exe", &actions, nullptr, arguments.data(), empty);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw base::Error("The check cannot run: " + base::errno_text(error) + ".");
  }
  ~Child() { ::waitpid(id_, nullptr, 0); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::string output() const {
    std::string text;
    char piece[4096];
    for (;;) {
      const ssize_t got = ::read(out_.get(), piece, sizeof(piece));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return text;
      text.append(piece, static_cast<std::size_t>(got));
    }
  }

 private:
  pid_t id_ = 0;
  base::Descriptor out_;
};

}  // namespace

void ReceivedFiles::remove_oldest() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(incoming(), ignored)) {
    files.emplace_back(entry.last_write_time(ignored), entry.path());
  }
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i + kMostFiles < files.size(); ++i) fs::remove(files[i].second, ignored);
}

std::string ReceivedFiles::receive(std::string_view bytes) {
  if (bytes.size() > kMostBytes) {
    throw base::Error("The file is larger than 256 MiB. Install it with `carboy ext install`.");
  }
  const std::lock_guard lock(mutex_);
  make_private_folder(incoming());
  const fs::path file = incoming() / base::sha256_hex(bytes);
  put_private(file, bytes);
  try {
    const auto opened = extensions::ExtensionFile::open(file, "The received file");
    remove_oldest();
    return extensions::inspect_json(opened, keys_)
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } catch (const base::Error&) {
    std::error_code ignored;
    fs::remove(file, ignored);
    throw;
  }
}

fs::path ReceivedFiles::find(const std::string& digest) const {
  read_received(incoming(), digest);
  return incoming() / digest;
}

void ReceivedFiles::check_accepted(const std::string& digest) const {
  const auto lock = extensions::read_lock(folder_);
  const bool is_named = lock && std::any_of(lock->begin(), lock->end(), [&](const auto& entry) {
                          return entry.sha256 == digest;
                        });
  if (is_named) return;
  const auto signature = extensions::read_signature(read_received(incoming(), digest));
  if (signature.is_trusted(keys_)) return;
  throw base::Error(std::string(lock ? "carboy.lock does not name the file with the digest "
                                     : "There is no carboy.lock that names the file with the "
                                       "digest ") +
                    digest + ", and no key of [host] keys has signed it (" + signature.text(keys_) +
                    "). Under `carboy serve` only files are taken that the operator has locked, or "
                    "that such a key has signed. Lock it where the app is built with `carboy ext "
                    "lock`, and bring carboy.lock here; or add the key of its author to [host] "
                    "keys, if the author signs with `carboy ext sign`.");
}

std::string ReceivedFiles::check(const std::string& digest) const {
  const fs::path file = fs::absolute(find(digest));
  Words words{"carboy", "ext", "check", file.string(), "--json"};
  const auto opened = extensions::ExtensionFile::open(file, "The received file");
  for (const auto& need : opened.manifest().requirements) {
    const auto there = finder_for(folder_).find(need.name);
    if (!there || !there->usable()) continue;  // the check reports it
    words.insert(words.end(), {"--with", fs::absolute(there->file).string()});
  }
  const base::ScratchFolder folder;
  const Child child(words, folder.path());
  std::string report = child.output();
  if (nlohmann::json::accept(report)) return report;
  throw base::Error(
      "The check of the received file ended without a report. Run `carboy ext check` "
      "on it.");
}

std::string ReceivedFiles::install(const std::string& digest) const {
  return install_files(folder_, {find(digest).string()}, true);
}

}  // namespace carboy::core::host
