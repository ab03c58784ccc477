// The service that the builds of the fixture provide to each other.
#pragma once

#include <carboy/carboy.h>

namespace matrix {

struct Greeter : carboy::Service {
  // Writes "Hello, NAME!" to out.
  virtual carboy::Status greet(carboy::Text name, carboy::TextSink out) noexcept = 0;
  // Throws inside of the service: "range", "paper" or "int".
  virtual carboy::Status fail(carboy::Text how) noexcept = 0;
  // Writes the path of the current request to out.
  virtual carboy::Status current_path(carboy::TextSink out) noexcept = 0;
  // Returns the sum of a list of numbers.
  virtual int64_t sum(carboy::abi::Value list) noexcept = 0;

 protected:
  ~Greeter() = default;
};

struct OutOfPaper : carboy::Error {
  static constexpr carboy::ErrorId id{"matrix.OutOfPaper", &carboy::HttpError::id};
  OutOfPaper() : Error(id, 409, "There is no paper left.") {}
};

// A signal with every kind of argument.
inline constexpr carboy::Signal<std::string_view, std::int64_t, double, bool, carboy::Value> said{
    "matrix.said"};

}  // namespace matrix
