// SPDX-License-Identifier: Apache-2.0
/// Saved models: HugeCTR's files of version 2.3 and 3.1, and a manifest that makes them one
/// snapshot.
///
/// | file | contents, little-endian |
/// |------|-------------------------|
/// | `{prefix}_dense_{n}.model` | every dense parameter, float |
/// | `{prefix}_dense_{n}.model.ntp.json` | running statistics of batch normalisation |
/// | `{prefix}{i}_sparse_{n}.model` | 2.3: rows of key, perhaps slot, and floats; 3.1: a folder |
/// | `{prefix}_opt_dense_{n}.model` | every state of the dense optimizer, one float a parameter |
/// | `{prefix}{i}_opt_sparse_{n}.model` | every state of all rows in their order, then last uses |
/// | `{prefix}{i}_slots_{n}.belady` | the slot of each row as an int, where nothing else says it |
/// | `{prefix}_{n}.config.json` | the configuration after changes from the command line |
/// | `{prefix}_{n}.belady.json` | the manifest: model, progress, lengths and checksums |
@NullMarked
package dev.belady.checkpoint;

import org.jspecify.annotations.NullMarked;
