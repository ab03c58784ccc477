// An extension's file, opened and checked before any line of its code runs.
//
// Thread rule: immutable once opened; any thread. Owns the bytes its resources point into.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/elf/elf_file.h"
#include "core/elf/lint.h"
#include "core/extensions/package/manifest.h"
#include "core/extensions/package/signature.h"

namespace carboy::core::extensions {

// How a file was built, from its second note.
struct BuildInfo {
  Version sdk;
  std::string compiler;    // "g++ 12.2.0"
  std::string build_type;  // "Release"
  std::string digest;      // SHA-256 of the manifest and the resources
};

class ExtensionFile {
 public:
  // Reads `file` as a whole, so that nothing can change it between check and use, and checks that
  // it is a regular file that not every user may write, and a complete shared library for this
  // machine, with the notes of an extension, a manifest without mistakes, resources that match the
  // digest, and no sanitizer that this host lacks. Throws base::Error with a sentence that begins
  // with `shown`, the name people know the file by: "extensions/sql.so is cut off: ...".
  static ExtensionFile open(const std::filesystem::path& file, const std::string& shown,
                            const elf::Sanitizers& host = elf::Sanitizers::of_this_host());

  const Manifest& manifest() const { return manifest_; }
  const BuildInfo& build() const { return build_; }
  const std::vector<elf::Resource>& resources() const { return resources_; }
  const elf::ElfFile& elf_file() const { return elf_; }
  // The findings of lint(), and a sanitizer that the host has and the extension lacks.
  const std::vector<elf::Finding>& findings() const { return findings_; }
  // SHA-256 of the whole file, in hexadecimal. Computed at each call.
  std::string sha256() const;
  // Who signed the file, and whether the signature matches it. Checked at each call.
  Signature signature() const;

 private:
  ExtensionFile() = default;
  void read_notes();
  void check_digest() const;
  void check_sanitizers(const elf::Sanitizers& host);

  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_ = 0;
  elf::ElfFile elf_;
  Manifest manifest_;
  BuildInfo build_;
  std::vector<elf::Resource> resources_;
  std::vector<elf::Finding> findings_;
};

}  // namespace carboy::core::extensions
