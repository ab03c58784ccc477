int run_boundary_benchmarks(int argc, char** argv);

int main(int argc, char** argv) { return run_boundary_benchmarks(argc, argv); }
