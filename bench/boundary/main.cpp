#include <benchmark/benchmark.h>

[[gnu::visibility("default")]] int run_boundary_benchmarks(int argc, char** argv);

int run_boundary_benchmarks(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
