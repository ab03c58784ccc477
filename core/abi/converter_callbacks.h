// A converter that came over the boundary, as routing knows converters.
#pragma once

#include <carboy/abi/registrar.h>

#include "core/routing/converter.h"

namespace carboy::core::abi {

// Takes the callbacks; they are dropped with the last rule that uses the converter. A rule that
// gives it arguments is refused.
routing::ConverterFactory converter_factory(const carboy::abi::ConverterOptions& options);

}  // namespace carboy::core::abi
