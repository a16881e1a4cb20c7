// SPDX-License-Identifier: Apache-2.0
/// compare.sh's peer in C++: DLRM's training steps written by hand, layer by layer, on the matrix product of a BLAS.
/// Same samples, same first values, same steps as dev.belady.bench.StepContender.
///
///     dlrm check BLAS               ends with 0 if that shared library has `sgemm_`; says why not otherwise
///     dlrm DIRECTORY name=value ...
///
/// DIRECTORY holds what dev.belady.bench.PeerFiles wrote; compare.py says its shape by arguments. The samples stand in
/// memory before the first step. Prints a line of JSON when it is ready, and one for each line that it reads: `losses`,
/// `window SECONDS`, `roof`.
///
/// The samples of a batch are divided between the threads, each with a BLAS of one thread: the environment says so.
/// A thread passes forward and backward with a chunk of its samples at a time, so that activations stay in the caches;
/// the first window tries several sizes. Then the threads' gradients are summed in the order of the threads, and each
/// table is updated by one thread, largest first. No sum depends on timing but through the chunk.
#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int FIRST_LOSSES = 20;
constexpr int LANES = 16;
constexpr int ROWS = 8;           // rows of a block of an interaction, so that enough sums are under way
constexpr int SAMPLES_AHEAD = 2;  // rows of so many samples are fetched before the lookup needs them
constexpr int ROWS_AHEAD = 8;     // the same for the update of one table
constexpr int FIRST_CHUNK = 256;

/// Sixteen floats at any address; compilers split it where registers are smaller.
typedef float Lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

inline const Lanes& load(const float* from) { return *reinterpret_cast<const Lanes*>(from); }
inline void store(float* to, const Lanes& value) { *reinterpret_cast<Lanes*>(to) = value; }

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "dlrm: %s\n", message.c_str());
  std::exit(1);
}

constexpr size_t rounded(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

/// Zeros, on large pages where there are any; never freed.
float* floats(size_t count) {
  constexpr size_t LARGE_PAGE = size_t{2} << 20;
  const size_t alignment = count * sizeof(float) < LARGE_PAGE ? 64 : LARGE_PAGE;
  const size_t bytes = rounded(std::max<size_t>(count, 1) * sizeof(float), alignment);
  void* memory = std::aligned_alloc(alignment, bytes);
  if (memory == nullptr) fail("not enough memory: bytes=" + std::to_string(bytes));
#ifdef MADV_HUGEPAGE
  if (alignment == LARGE_PAGE) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  std::memset(memory, 0, bytes);
  return static_cast<float*>(memory);
}

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// The matrix product of a library that is loaded at run time.
class Blas {
 public:
  explicit Blas(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) fail(std::string("cannot load the BLAS: ") + dlerror());
    sgemm = reinterpret_cast<Sgemm*>(dlsym(library, "sgemm_"));
    if (sgemm == nullptr) fail("the library has no sgemm_: " + path);
  }

  /// c = a b + beta c, all by columns, c of m rows; 'T' takes the transposed of an operand.
  void product(char of_a, char of_b, int m, int n, int k, const float* a, int a_step, const float* b, int b_step,
               float beta, float* c, int c_step) const {
    const float alpha = 1;
    sgemm(&of_a, &of_b, &m, &n, &k, &alpha, a, &a_step, b, &b_step, &beta, c, &c_step);
  }

 private:
  using Sgemm = void(const char*, const char*, const int*, const int*, const int*, const float*, const float*,
                     const int*, const float*, const int*, const float*, float*, const int*);
  Sgemm* sgemm;
};

/// Threads that run one function, each with its number; the caller is number 0.
class Crew {
 public:
  explicit Crew(int size) : size(size) {
    for (int number = 1; number < size; number++) threads.emplace_back([this, number] { serve(number); });
  }

  ~Crew() {
    ending = true;
    run([](int) {});
    for (std::thread& thread : threads) thread.join();
  }

  void run(const std::function<void(int)>& function) {
    job = &function;
    running.store(size - 1, std::memory_order_relaxed);
    {
      std::lock_guard<std::mutex> guard(lock);
      turn.fetch_add(1, std::memory_order_release);
    }
    woken.notify_all();
    function(0);
    while (running.load(std::memory_order_acquire) > 0) relax();
  }

  const int size;

 private:
  /// The phases of a step follow each other within microseconds; between windows the threads sleep.
  static constexpr int SPINS = 20000;

  void serve(int number) {
    for (long seen = 0;; seen++) {
      for (int spin = 0; spin < SPINS && turn.load(std::memory_order_acquire) == seen; spin++) relax();
      if (turn.load(std::memory_order_acquire) == seen) {
        std::unique_lock<std::mutex> guard(lock);
        woken.wait(guard, [&] { return turn.load(std::memory_order_acquire) != seen; });
      }
      (*job)(number);
      const bool last = ending;
      running.fetch_sub(1, std::memory_order_release);
      if (last) return;
    }
  }

  std::vector<std::thread> threads;
  const std::function<void(int)>* job = nullptr;
  bool ending = false;
  std::mutex lock;
  std::condition_variable woken;
  std::atomic<long> turn{0};
  std::atomic<int> running{0};
};

/// Arguments name=value.
class Arguments {
 public:
  Arguments(int count, char** values) {
    for (int i = 0; i < count; i++) {
      const std::string argument = values[i];
      const size_t end = argument.find('=');
      if (end == std::string::npos) fail("an argument must be name=value: " + argument);
      given[argument.substr(0, end)] = argument.substr(end + 1);
    }
  }

  const std::string& text(const std::string& name) const {
    const auto found = given.find(name);
    if (found == given.end()) fail("an argument is missing: " + name);
    return found->second;
  }

  int integer(const std::string& name) const { return std::stoi(text(name)); }

  std::vector<std::string> list(const std::string& name) const { return parts(text(name), ','); }

  static std::vector<std::string> parts(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
  }

 private:
  std::map<std::string, std::string> given;
};

class File {
 public:
  explicit File(const std::string& path) : path(path), file(std::fopen(path.c_str(), "rb")) {
    if (file == nullptr) fail("cannot open " + path);
  }
  ~File() { std::fclose(file); }
  File(const File&) = delete;

  void read(void* to, size_t words) {
    if (std::fread(to, sizeof(float), words, file) != words) fail("too short: " + path);
  }

 private:
  const std::string path;
  std::FILE* file;
};

/// A linear layer: its weights (inputs, outputs) and its bias lie at these places of the dense parameters.
struct Layer {
  int inputs;
  int outputs;
  bool relu;
  size_t weight;
  size_t bias;
};

/// What a step needs to know of the model.
struct Shape {
  explicit Shape(const Arguments& given)
      : batch(given.integer("batch")),
        dense(given.integer("dense")),
        dim(given.integer("dim")),
        padded(static_cast<int>(rounded(dim, LANES))),
        adagrad(given.text("optimizer") == "adagrad") {
    if (given.text("kind") != "DLRM") fail("this peer is DLRM only: kind=" + given.text("kind"));
    if (!adagrad && given.text("optimizer") != "sgd") fail("optimizer must be sgd or adagrad");
    for (const std::string& count : given.list("rows")) rows.push_back(std::stol(count));
    tables = static_cast<int>(rows.size());
    vectors = tables + 1;
    columns = static_cast<int>(rounded(vectors, LANES));
    interactions = dim + vectors * (vectors - 1) / 2;
  }

  int batch;
  int dense;
  int dim;
  int padded;  // floats of a vector of an interaction, zeros from dim on
  bool adagrad;
  std::vector<long> rows;
  int tables;
  int vectors;
  int columns;       // those of a square of products
  int interactions;  // inputs of the top network
  std::vector<Layer> bottom;
  std::vector<Layer> top;
};

/// The dense parameters: values, and AdaGrad's states.
class Parameters {
 public:
  Parameters(const std::string& path, const Arguments& given, Shape& shape) {
    size_t stored = 0;
    for (const std::string& entry : given.list("parameters")) {
      const std::vector<std::string> parts = Arguments::parts(entry, ':');
      const Entry place{stored, std::stoi(parts.at(1)), std::stoi(parts.at(2))};
      entries[parts[0]] = place;
      stored += static_cast<size_t>(place.rows) * place.columns;
    }
    std::vector<float> all(stored);
    File(path).read(all.data(), stored);
    size_t most = stored + 2 * entries.size() * LANES;
    values = floats(most);
    states = floats(shape.adagrad ? most : 0);
    std::fill_n(states, shape.adagrad ? most : 0, 0.01f);
    shape.bottom = network("bottom", shape.dense, true, all);
    // Belady's interaction ends with a column of zeros, which is left out here.
    shape.top = network("top", shape.interactions, false, all);
    if (shape.top.back().outputs != 1) fail("the top network must end with one output");
  }

  size_t count = 0;
  float* values;
  float* states;

 private:
  struct Entry {
    size_t at;
    int rows;
    int columns;
  };

  std::vector<Layer> network(const std::string& prefix, int inputs, bool relu_behind_last,
                             const std::vector<float>& all) {
    std::vector<Layer> layers;
    for (int number = 0; entries.count(prefix + std::to_string(number) + ".weight"); number++) {
      const std::string name = prefix + std::to_string(number);
      const Entry weight = entries.at(name + ".weight");
      if (weight.rows < inputs) fail("too few rows: " + name);
      const size_t size = static_cast<size_t>(inputs) * weight.columns;
      layers.push_back({inputs, weight.columns, true, take(all, weight.at, size),
                        take(all, entries.at(name + ".bias").at, weight.columns)});
      inputs = weight.columns;
    }
    if (layers.empty()) fail("no layers: " + prefix);
    layers.back().relu = relu_behind_last;
    return layers;
  }

  size_t take(const std::vector<float>& all, size_t at, size_t size) {
    const size_t place = count;
    std::copy_n(all.begin() + at, size, values + place);
    count = rounded(place + size, LANES);
    return place;
  }

  std::map<std::string, Entry> entries;
};

/// All samples, in memory.
struct Samples {
  Samples(const std::string& path, const Shape& shape, long count)
      : count(count), labels(count), dense(count * shape.dense), keys(count * shape.tables) {
    File file(path);
    std::vector<float> record(1 + shape.dense + shape.tables);
    for (long i = 0; i < count; i++) {
      file.read(record.data(), record.size());
      labels[i] = record[0];
      std::memcpy(&dense[i * shape.dense], &record[1], shape.dense * sizeof(float));
      std::memcpy(&keys[i * shape.tables], &record[1 + shape.dense], shape.tables * sizeof(uint32_t));
    }
  }

  long count;
  std::vector<float> labels;
  std::vector<float> dense;    // (count, dense)
  std::vector<uint32_t> keys;  // (count, tables)
};

/// The samples of each distinct key of a table, in their order.
class Groups {
 public:
  struct Group {
    uint32_t key;
    int first;
    int last;
    size_t slot;
  };

  explicit Groups(int most) : next(most) {
    size_t capacity = 2;
    for (shift = 31; capacity < 2 * static_cast<size_t>(most); shift--) capacity *= 2;
    slots.assign(capacity, -1);
  }

  void find(const uint32_t* keys, int step, int count) {
    for (const Group& group : found) slots[group.slot] = -1;
    found.clear();
    for (int i = 0; i < count; i++) {
      const uint32_t key = keys[static_cast<size_t>(i) * step];
      size_t slot = static_cast<uint32_t>(key * 2654435769u) >> shift;
      while (slots[slot] >= 0 && found[slots[slot]].key != key) slot = (slot + 1) & (slots.size() - 1);
      next[i] = -1;
      if (slots[slot] < 0) {
        slots[slot] = static_cast<int>(found.size());
        found.push_back({key, i, i, slot});
      } else {
        Group& group = found[slots[slot]];
        next[group.last] = i;
        group.last = i;
      }
    }
  }

  std::vector<Group> found;
  std::vector<int> next;  // the next sample with the same key, -1 behind the last

 private:
  std::vector<int> slots;  // a hash table of places in `found`, -1 where there is none
  int shift;
};

/// What one thread computes with, and its part of a batch.
struct Share {
  Share(const Shape& shape, size_t parameters, int first, int count)
      : first(first), count(count), groups(shape.batch) {
    const size_t most = count;
    int widest = static_cast<int>(rounded(shape.interactions, LANES));
    for (const Layer& layer : shape.bottom) {
      bottom.push_back(floats(most * layer.outputs));
      widest = std::max(widest, layer.outputs);
    }
    for (const Layer& layer : shape.top) {
      top.push_back(floats(most * layer.outputs));
      widest = std::max(widest, layer.outputs);
    }
    // Blocks read and write some floats behind the last vector and the last product.
    vectors = floats((most * shape.vectors + ROWS) * shape.padded);
    interactions = floats(most * rounded(shape.interactions, LANES) + LANES);
    transposed = floats(static_cast<size_t>(shape.padded) * shape.columns);
    products = floats(static_cast<size_t>(shape.columns) * shape.columns);
    symmetric = floats(static_cast<size_t>(shape.columns) * shape.columns);
    dvector = floats(shape.padded);
    unused = floats(shape.padded);
    dbottom = floats(most * shape.dim);
    dx[0] = floats(most * widest);
    dx[1] = floats(most * widest);
    dparameters = floats(parameters);
  }

  int first;
  int count;
  Groups groups;
  std::vector<float*> bottom;  // the output of each layer
  std::vector<float*> top;
  float* vectors;  // (count, vectors, padded)
  float* interactions;
  float* transposed;
  float* products;
  float* symmetric;
  float* dvector;
  float* unused;
  float* dbottom;
  float* dx[2];
  float* dparameters;
  double loss = 0;
};

float dot(const float* a, const float* b, int count) {
  Lanes sums = {};
  int i = 0;
  for (; i + LANES <= count; i += LANES) sums += load(a + i) * load(b + i);
  float sum = 0;
  for (; i < count; i++) sum += a[i] * b[i];
  for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}

/// y += factor x.
inline void add(float* __restrict y, float factor, const float* __restrict x, int count) {
  for (int i = 0; i < count; i++) y[i] += factor * x[i];
}

inline void prefetch(const float* row, int count) {
  for (int i = 0; i < count; i += LANES) __builtin_prefetch(row + i);
}

class Training {
 public:
  Training(const std::string& directory, const Arguments& given)
      : shape(given),
        blas(given.text("blas")),
        crew(given.integer("threads")),
        parameters(directory + "/dense.f32", given, shape),
        samples(directory + "/" + given.text("data"), shape, std::stol(given.text("samples"))),
        step_floats(static_cast<int>(rounded(shape.interactions, LANES))),
        record(shape.adagrad ? 2 * shape.dim : shape.dim),
        drows(floats(static_cast<size_t>(shape.batch) * shape.tables * shape.padded)) {
    File file(directory + "/table0.f32");
    for (const long rows : shape.rows) {
      // A row and AdaGrad's states of it lie side by side.
      float* table = floats(static_cast<size_t>(rows) * record);
      for (long row = 0; row < rows; row++) {
        file.read(table + row * record, shape.dim);
        std::fill(table + row * record + shape.dim, table + (row + 1) * record, 0.01f);
      }
      tables.push_back(table);
    }
    largest_first.resize(shape.tables);
    std::iota(largest_first.begin(), largest_first.end(), 0);
    std::stable_sort(largest_first.begin(), largest_first.end(),
                     [&](int a, int b) { return shape.rows[a] > shape.rows[b]; });
    for (int thread = 0; thread < crew.size; thread++) {
      const int first = static_cast<int>(static_cast<long>(shape.batch) * thread / crew.size);
      const int end = static_cast<int>(static_cast<long>(shape.batch) * (thread + 1) / crew.size);
      shares.emplace_back(shape, parameters.count, first, end - first);
    }
    chunk = std::min(FIRST_CHUNK, shares.back().count);
  }

  /// Trains on the next batch and returns its loss.
  double step() {
    const long first = steps++ % (samples.count / shape.batch) * shape.batch;
    crew.run([&](int thread) {
      Share& share = shares[thread];
      share.loss = 0;
      for (int done = 0; done < share.count; done += chunk) {
        pass(share, first, share.first + done, std::min(chunk, share.count - done), done == 0);
      }
    });
    next_table = 0;
    crew.run([&](int thread) {
      update_dense(thread);
      for (int number = next_table++; number < shape.tables; number = next_table++) {
        const int table = largest_first[number];
        if (shape.adagrad) {
          update_by_adagrad(table, first, shares[thread].groups);
        } else {
          update_by_sgd(table, first);
        }
      }
    });
    double loss = 0;
    for (const Share& share : shares) loss += share.loss;
    return loss / shape.batch;
  }

  /// Trains for some seconds, chunk after chunk in turns, and keeps the one with the fastest step.
  void try_chunks(double seconds) {
    const int most = shares.back().count;
    std::vector<int> chunks{most};
    for (int size = 64; size <= 2048; size *= 2) {
      if (size < most) chunks.push_back(size);
    }
    std::vector<double> best(chunks.size(), 1e9);
    const auto start = Clock::now();
    for (int round = 0; round < 3 || since(start) < seconds; round++) {
      for (size_t i = 0; i < chunks.size(); i++) {
        chunk = chunks[i];
        const auto before = Clock::now();
        step();
        best[i] = std::min(best[i], since(before));
      }
    }
    chunk = chunks[std::min_element(best.begin(), best.end()) - best.begin()];
  }

  /// The best speed of a matrix product as large as those of a model's layers.
  double gemm_gflops(double seconds) {
    const int m = 2048, k = 512, repeats = 20;
    float *x = floats(m * k), *w = floats(k * k), *y = floats(m * k);
    std::fill_n(x, m * k, 1.0f);
    std::fill_n(w, k * k, 1.0f);
    double best = 0;
    for (const auto start = Clock::now(); since(start) < seconds;) {
      const auto before = Clock::now();
      crew.run([&](int thread) {
        const int first = m * thread / crew.size, end = m * (thread + 1) / crew.size;
        for (int i = 0; i < repeats; i++) {
          blas.product('N', 'N', k, end - first, k, w, k, x + first * k, k, 0, y + first * k, k);
        }
      });
      best = std::max(best, repeats * 2.0 * m * k * k / since(before));
    }
    return best * 1e-9;
  }

  using Clock = std::chrono::steady_clock;

  static double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  Shape shape;
  int chunk;
  long steps = 0;

 private:
  static constexpr float SGD_RATE = 0.1f;
  static constexpr float ADAGRAD_RATE = 0.01f;
  static constexpr float EPSILON = 1e-10f;

  float* row(int table, uint32_t key) const { return tables[table] + static_cast<size_t>(key) * record; }

  /// Forward and backward with m samples from `at` of the batch that starts at sample `first`.
  void pass(Share& share, long first, int at, int m, bool overwrite) {
    const float* dense = &samples.dense[(first + at) * shape.dense];
    const float* x = dense;
    for (size_t i = 0; i < shape.bottom.size(); i++) {
      forward(shape.bottom[i], x, shape.bottom[i].inputs, share.bottom[i], m);
      x = share.bottom[i];
    }
    look_up(share, first + at, m);
    interact(share, m);
    x = share.interactions;
    for (size_t i = 0; i < shape.top.size(); i++) {
      forward(shape.top[i], x, i == 0 ? step_floats : shape.top[i].inputs, share.top[i], m);
      x = share.top[i];
    }
    float *dy = share.dx[0], *dx = share.dx[1];
    share.loss += cross_entropy(x, &samples.labels[first + at], dy, m);
    for (size_t i = shape.top.size(); i-- > 0;) {
      const float* input = i == 0 ? share.interactions : share.top[i - 1];
      const int input_step = i == 0 ? step_floats : shape.top[i].inputs;
      backward(shape.top[i], input, input_step, share.top[i], dy, dx, m, share.dparameters, overwrite);
      std::swap(dy, dx);
    }
    interact_backward(share, dy, drows + static_cast<size_t>(at) * shape.tables * shape.padded, m);
    dy = share.dbottom;
    dx = share.dx[0];
    for (size_t i = shape.bottom.size(); i-- > 0;) {
      const float* input = i == 0 ? dense : share.bottom[i - 1];
      backward(shape.bottom[i], input, shape.bottom[i].inputs, share.bottom[i], dy, i == 0 ? nullptr : dx, m,
               share.dparameters, overwrite);
      dy = dx;
      dx = dy == share.dx[0] ? share.dx[1] : share.dx[0];
    }
  }

  /// y = x w + bias, with a ReLU if the layer has one; rows of x are x_step floats apart.
  void forward(const Layer& layer, const float* x, int x_step, float* y, int m) const {
    const float* w = parameters.values + layer.weight;
    const float* __restrict bias = parameters.values + layer.bias;
    const int inputs = layer.inputs, outputs = layer.outputs;
    if (outputs == 1) {
      for (int b = 0; b < m; b++) y[b] = dot(x + static_cast<size_t>(b) * x_step, w, inputs);
    } else {
      blas.product('N', 'N', outputs, m, inputs, w, outputs, x, x_step, 0, y, outputs);
    }
    for (int b = 0; b < m; b++) {
      float* __restrict to = y + static_cast<size_t>(b) * outputs;
      if (layer.relu) {
        for (int i = 0; i < outputs; i++) {
          const float sum = to[i] + bias[i];
          to[i] = sum > 0 ? sum : 0;
        }
      } else {
        for (int i = 0; i < outputs; i++) to[i] += bias[i];
      }
    }
  }

  /// Gradients of the parameters, added to what is there or written over it, and dx unless it is null; dy becomes the
  /// gradient below the ReLU. Rows of x and dx are x_step floats apart.
  void backward(const Layer& layer, const float* x, int x_step, const float* y, float* dy, float* dx, int m,
                float* dparameters, bool overwrite) const {
    const float* w = parameters.values + layer.weight;
    float* dw = dparameters + layer.weight;
    float* __restrict dbias = dparameters + layer.bias;
    const int inputs = layer.inputs, outputs = layer.outputs;
    if (overwrite) std::fill_n(dbias, outputs, 0.0f);
    for (int b = 0; b < m; b++) {
      float* __restrict d = dy + static_cast<size_t>(b) * outputs;
      const float* __restrict out = y + static_cast<size_t>(b) * outputs;
      if (layer.relu) {
        for (int i = 0; i < outputs; i++) {
          const float below = out[i] > 0 ? d[i] : 0;
          d[i] = below;
          dbias[i] += below;
        }
      } else {
        for (int i = 0; i < outputs; i++) dbias[i] += d[i];
      }
    }
    if (outputs == 1) {
      if (overwrite) std::fill_n(dw, inputs, 0.0f);
      for (int b = 0; b < m; b++) {
        add(dw, dy[b], x + static_cast<size_t>(b) * x_step, inputs);
        float* __restrict to = dx + static_cast<size_t>(b) * x_step;
        for (int i = 0; i < inputs; i++) to[i] = dy[b] * w[i];
      }
      return;
    }
    blas.product('N', 'T', outputs, inputs, m, dy, outputs, x, x_step, overwrite ? 0 : 1, dw, outputs);
    if (dx != nullptr) blas.product('T', 'N', inputs, m, outputs, w, outputs, dy, outputs, 0, dx, x_step);
  }

  /// The vectors of each sample: the bottom network's, then a row of each table.
  void look_up(Share& share, long first, int m) const {
    const int dim = shape.dim, padded = shape.padded, count = shape.tables;
    const float* bottom = share.bottom.back();
    const uint32_t* all = samples.keys.data();
    for (int b = 0; b < m; b++) {
      const uint32_t* keys = all + (first + b) * count;
      const uint32_t* ahead = all + std::min(first + b + SAMPLES_AHEAD, samples.count - 1) * count;
      float* to = share.vectors + static_cast<size_t>(b) * shape.vectors * padded;
      copy(to, bottom + static_cast<size_t>(b) * dim, dim);
      for (int table = 0; table < count; table++) {
        prefetch(row(table, ahead[table]), dim);
        to += padded;
        copy(to, row(table, keys[table]), dim);
      }
    }
  }

  static void copy(float* __restrict to, const float* __restrict from, int count) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) store(to + i, load(from + i));
    for (; i < count; i++) to[i] = from[i];
  }

  /// For each sample its first vector, then the products of all pairs, row by row below the diagonal.
  void interact(Share& share, int m) const {
    const int vectors = shape.vectors, padded = shape.padded, columns = shape.columns, dim = shape.dim;
    float *transposed = share.transposed, *products = share.products;
    for (int b = 0; b < m; b++) {
      const float* v = share.vectors + static_cast<size_t>(b) * vectors * padded;
      for (int i = 0; i < vectors; i++) {
        for (int k = 0; k < dim; k++) transposed[k * columns + i] = v[i * padded + k];
      }
      for (int i = 0; i < vectors; i += ROWS) {
        for (int j = 0; j < std::min(i + ROWS, columns); j += LANES) {
          Lanes sums[ROWS] = {};
          for (int k = 0; k < dim; k++) {
            const Lanes column = load(transposed + k * columns + j);
            for (int r = 0; r < ROWS; r++) sums[r] += v[(i + r) * padded + k] * column;
          }
          for (int r = 0; r < ROWS; r++) store(products + (i + r) * columns + j, sums[r]);
        }
      }
      float* to = share.interactions + static_cast<size_t>(b) * step_floats;
      copy(to, v, dim);
      to += dim;
      for (int i = 1; i < vectors; i++) {
        // What this writes behind its products, the next row or sample writes again.
        for (int j = 0; j < i; j += LANES) store(to + j, load(products + i * columns + j));
        to += i;
      }
    }
  }

  /// The gradient of the bottom network's output, and those of the rows: (m, tables, padded).
  void interact_backward(Share& share, const float* dy, float* drow, int m) const {
    const int vectors = shape.vectors, padded = shape.padded, columns = shape.columns, dim = shape.dim;
    float* symmetric = share.symmetric;
    for (int b = 0; b < m; b++) {
      const float* v = share.vectors + static_cast<size_t>(b) * vectors * padded;
      const float* d = dy + static_cast<size_t>(b) * step_floats;
      const float* from = d + dim;
      for (int i = 1; i < vectors; i++) {
        for (int j = 0; j < i; j++) symmetric[i * columns + j] = symmetric[j * columns + i] = *from++;
      }
      float* to = drow + static_cast<size_t>(b) * (vectors - 1) * padded;
      for (int i = 0; i < vectors; i += ROWS) {
        float* rows[ROWS];
        for (int r = 0; r < ROWS; r++) {
          const int number = i + r;
          rows[r] = number == 0 ? share.dvector : number < vectors ? to + (number - 1) * padded : share.unused;
        }
        for (int k = 0; k < padded; k += LANES) {
          Lanes sums[ROWS] = {};
          for (int j = 0; j < vectors; j++) {
            const Lanes x = load(v + j * padded + k);
            for (int r = 0; r < ROWS; r++) sums[r] += symmetric[(i + r) * columns + j] * x;
          }
          for (int r = 0; r < ROWS; r++) store(rows[r] + k, sums[r]);
        }
      }
      float* dbottom = share.dbottom + static_cast<size_t>(b) * dim;
      for (int k = 0; k < dim; k++) dbottom[k] = d[k] + share.dvector[k];
    }
  }

  /// The sum of the losses of logits; writes the gradient of the batch's mean.
  double cross_entropy(const float* logits, const float* labels, float* dlogits, int m) const {
    double sum = 0;
    const float scale = 1.0f / static_cast<float>(shape.batch);
    for (int b = 0; b < m; b++) {
      const float z = logits[b], e = std::exp(-std::fabs(z));
      sum += std::max(z, 0.0f) - z * labels[b] + std::log1p(e);
      dlogits[b] = ((z >= 0 ? 1 / (1 + e) : e / (1 + e)) - labels[b]) * scale;
    }
    return sum;
  }

  /// Sums the gradients of the threads in their order and updates this thread's part of the parameters.
  void update_dense(int thread) {
    constexpr size_t BLOCK = 2048;  // floats that stay in the first-level cache
    const size_t blocks = (parameters.count + BLOCK - 1) / BLOCK;
    for (size_t block = blocks * thread / crew.size; block < blocks * (thread + 1) / crew.size; block++) {
      const size_t at = block * BLOCK;
      const int count = static_cast<int>(std::min(BLOCK, parameters.count - at));
      float* __restrict d = shares[0].dparameters + at;
      for (int other = 1; other < crew.size; other++) add(d, 1, shares[other].dparameters + at, count);
      if (shape.adagrad) {
        adagrad(parameters.values + at, parameters.states + at, d, count);
      } else {
        add(parameters.values + at, -SGD_RATE, d, count);
      }
    }
  }

  static void adagrad(float* __restrict values, float* __restrict states, const float* __restrict d, int count) {
    for (int i = 0; i < count; i++) {
      states[i] += d[i] * d[i];
      values[i] -= ADAGRAD_RATE * d[i] / (std::sqrt(states[i]) + EPSILON);
    }
  }

  /// One sample after the other: with SGD that adds up to the step of the sum.
  void update_by_sgd(int table, long first) {
    const size_t step = static_cast<size_t>(shape.tables) * shape.padded;
    const uint32_t* keys = &samples.keys[first * shape.tables + table];
    const float* d = drows + static_cast<size_t>(table) * shape.padded;
    for (int b = 0; b < shape.batch; b++, d += step) {
      if (b + ROWS_AHEAD < shape.batch) {
        prefetch(row(table, keys[static_cast<size_t>(b + ROWS_AHEAD) * shape.tables]), shape.dim);
        prefetch(d + ROWS_AHEAD * step, shape.dim);
      }
      add(row(table, keys[static_cast<size_t>(b) * shape.tables]), -SGD_RATE, d, shape.dim);
    }
  }

  /// Sums the gradients of each distinct row first.
  void update_by_adagrad(int table, long first, Groups& groups) {
    const int dim = shape.dim;
    const size_t step = static_cast<size_t>(shape.tables) * shape.padded;
    const float* d = drows + static_cast<size_t>(table) * shape.padded;
    groups.find(&samples.keys[first * shape.tables + table], shape.tables, shape.batch);
    std::vector<float> sum(dim);
    for (size_t i = 0; i < groups.found.size(); i++) {
      if (i + ROWS_AHEAD < groups.found.size()) {
        const Groups::Group& ahead = groups.found[i + ROWS_AHEAD];
        prefetch(row(table, ahead.key), record);
        prefetch(d + ahead.first * step, dim);
      }
      const Groups::Group& group = groups.found[i];
      copy(sum.data(), d + group.first * step, dim);
      for (int b = groups.next[group.first]; b >= 0; b = groups.next[b]) add(sum.data(), 1, d + b * step, dim);
      float* values = row(table, group.key);
      adagrad(values, values + dim, sum.data(), dim);
    }
  }

  const Blas blas;
  Crew crew;
  Parameters parameters;
  const Samples samples;
  const int step_floats;  // from one sample's interactions to the next one's
  const int record;       // from one row to the next
  std::vector<float*> tables;
  std::vector<int> largest_first;
  std::vector<Share> shares;
  float* const drows;  // the gradients of the looked up rows: (batch, tables, padded)
  std::atomic<int> next_table{0};
};

double processor_seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

void losses(Training& training) {
  std::printf("{\"event\": \"losses\", \"values\": [");
  for (int i = 0; i < FIRST_LOSSES; i++) std::printf("%s%.9g", i == 0 ? "" : ", ", training.step());
  std::printf("]}\n");
}

/// The first step does not count: after a pause it finds what it needs in no cache.
void window(Training& training, double seconds) {
  training.step();
  const long before = training.steps;
  const double processor = processor_seconds();
  const auto start = Training::Clock::now();
  double elapsed;
  do {
    training.step();
    elapsed = Training::since(start);
  } while (elapsed < seconds);
  const double samples = static_cast<double>(training.steps - before) * training.shape.batch;
  std::printf("{\"event\": \"window\", \"samples_per_second\": %.0f, \"cpu_us_per_sample\": %.3f, \"chunk\": %d}\n",
              samples / elapsed, (processor_seconds() - processor) / samples * 1e6, training.chunk);
}

std::string path_of(const std::string& blas) {
  const char* preloaded = std::getenv("LD_PRELOAD");
  const bool told = preloaded != nullptr && std::strstr(preloaded, "mkl_on_amd") != nullptr;
  return "sgemm of " + blas.substr(blas.rfind('/') + 1) + (told ? ", told that the CPU is Intel's" : "");
}

void serve(const std::string& directory, const Arguments& given) {
  Training training(directory, given);
  std::printf("{\"event\": \"start\", \"implementation\": \"cpp\", \"path\": \"%s\", \"workload\": \"%s\", "
              "\"batch\": %d, \"threads\": %d, \"version\": \"C++, compiler %s\"}\n",
              path_of(given.text("blas")).c_str(), given.text("workload").c_str(), training.shape.batch,
              given.integer("threads"), __VERSION__);
  std::fflush(stdout);
  bool first_window = true;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> words = Arguments::parts(line, ' ');
    const std::string command = words.empty() ? "" : words[0];
    if (command == "losses") {
      losses(training);
    } else if (command == "window" && words.size() == 2) {
      const double seconds = std::stod(words[1]);
      if (first_window) training.try_chunks(seconds);
      window(training, first_window ? 0 : seconds);
      first_window = false;
    } else if (command == "roof") {
      std::printf("{\"event\": \"roof\", \"gemm_gflops\": %.1f}\n", training.gemm_gflops(1.5));
    } else {
      fail("unknown command: " + line);
    }
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** values) {
  if (count < 3) fail("arguments: DIRECTORY name=value ..., or: check BLAS");
  const std::string first = values[1];
  if (first == "check") {
    Blas blas(values[2]);
    return 0;
  }
  serve(first, Arguments(count - 2, values + 2));
  return 0;
}
