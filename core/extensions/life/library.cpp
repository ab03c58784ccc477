#include "core/extensions/life/library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"

namespace carboy::core::extensions {
namespace {

namespace fs = std::filesystem;

// Removes the copies of processes that have ended without removing them.
void remove_leftovers(const fs::path& run) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(run, error)) {
    const std::string name = entry.path().filename().string();
    pid_t process = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (bad != std::errc() || end != name.data() + name.size()) continue;
    if (::kill(process, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), error);
  }
}

// Copies and hashes in one pass; so the digest is of the bytes in the copy.
std::string copy_hashed(const fs::path& from, const fs::path& to) {
  const base::Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  const base::Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500));
  if (in.get() < 0) {
    throw base::Error(from.filename().string() + " cannot be read: " + base::errno_text(errno) +
                      ".");
  }
  if (out.get() < 0) {
    throw base::Error("A private copy of " + from.filename().string() +
                      " cannot be made: " + base::errno_text(errno) + ".");
  }
  base::Sha256 digest;
  std::array<char, 65536> piece;
  for (;;) {
    const ssize_t got = ::read(in.get(), piece.data(), piece.size());
    if (got < 0)
      throw base::Error(from.filename().string() + " cannot be read: " + base::errno_text(errno) +
                        ".");
    if (got == 0) break;
    const auto size = static_cast<std::size_t>(got);
    digest.add(std::string_view(piece.data(), size));
    for (std::size_t done = 0; done < size;) {
      const ssize_t put = ::write(out.get(), piece.data() + done, size - done);
      if (put < 0) {
        throw base::Error("A private copy of " + from.filename().string() +
                          " cannot be written: " + base::errno_text(errno) + ".");
      }
      done += static_cast<std::size_t>(put);
    }
  }
  return digest.finish_hex();
}

// The loader's message for people, without the copy's path. (Boost wraps it in text of its own.)
std::string loader_message(const fs::path& copy) {
  const char* const text = ::dlerror();
  std::string message = text == nullptr ? "the loader gives no reason" : text;
  const std::string prefix = copy.string() + ": ";
  if (message.starts_with(prefix)) message.erase(0, prefix.size());
  return message;
}

}  // namespace

RunFolder::RunFolder(const fs::path& app_folder) {
  const fs::path run = app_folder / ".carboy" / "run";
  std::error_code error;
  fs::create_directories(run, error);
  if (!error) ::chmod((app_folder / ".carboy").c_str(), 0700);
  if (!error) remove_leftovers(run);
  path_ = run / std::to_string(::getpid());
  if (!error) fs::create_directory(path_, error);
  if (error) {
    throw base::Error("The folder .carboy/run beside app.toml cannot be made: " + error.message() +
                      ". Carboy keeps private copies of the extensions it runs there.");
  }
  ::chmod(path_.c_str(), 0700);
  struct statvfs system {};
  if (::statvfs(path_.c_str(), &system) == 0 && (system.f_flag & ST_NOEXEC) != 0) {
    fs::remove(path_, error);
    throw base::Error(
        ".carboy/run is on a file system mounted noexec, where no extension can be loaded. Mount "
        "it with exec, or keep the app on another file system.");
  }
}

RunFolder::~RunFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

struct Library::Loaded {
  boost::dll::shared_library library;
};

Library::Library(const fs::path& file, const RunFolder& folder, const std::string& name,
                 const std::string& version, const std::string& expected_sha256) {
  static std::atomic<unsigned> count{0};
  const fs::path unfinished = folder.path() / ("copying-" + std::to_string(++count));
  try {
    sha256_ = copy_hashed(file, unfinished);
  } catch (...) {
    std::error_code ignored;
    fs::remove(unfinished, ignored);
    throw;
  }
  copy_ = folder.path() / (name + "-" + version + "-" + sha256_.substr(0, 12) + "-" +
                           std::to_string(count) + ".so");
  fs::rename(unfinished, copy_);
  if (!expected_sha256.empty() && sha256_ != expected_sha256) {
    fs::remove(copy_);
    throw base::Error(file.filename().string() +
                      " was changed while it was being loaded. Install extensions with "
                      "`carboy ext install`, which replaces a file in one step.");
  }
  boost::dll::fs::error_code error;
  loaded_ = std::make_unique<Loaded>();
  loaded_->library.load(copy_, error,
                        boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (!loaded_->library.is_loaded()) {
    ::dlerror();
    ::dlopen(copy_.c_str(), RTLD_NOW | RTLD_LOCAL);  // fails again, and sets dlerror()
    const std::string message = loader_message(copy_);
    std::error_code ignored;
    fs::remove(copy_, ignored);
    throw base::Error(name + " " + version + " does not load: " + message + ".");
  }
  code_ = elf::executable_ranges_of(copy_);
}

Library::~Library() {
  if (loaded_ != nullptr) close();
}

void* Library::find(const char* symbol) const {
  return loaded_->library.has(symbol) ? ::dlsym(loaded_->library.native(), symbol) : nullptr;
}

std::vector<elf::ForeignThread> Library::threads_inside() const {
  return elf::threads_inside(code_);
}

bool Library::close() {
  loaded_->library.unload();
  loaded_.reset();
  return try_again();
}

bool Library::try_again() {
  if (elf::is_mapped(copy_)) {
    // Opening and closing it makes the loader check again whether the library is still needed.
    if (void* const handle = ::dlopen(copy_.c_str(), RTLD_NOW | RTLD_NOLOAD)) ::dlclose(handle);
    if (elf::is_mapped(copy_)) return false;
  }
  std::error_code ignored;
  fs::remove(copy_, ignored);
  return true;
}

}  // namespace carboy::core::extensions
