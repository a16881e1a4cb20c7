// SPDX-License-Identifier: Apache-2.0

/// The format `Parquet`: data sets of Parquet files whose columns a `_metadata.json` gives roles
/// to, as HugeCTR and NVTabular lay them out.
///
/// The files are read and written by Apache parquet-java, column by column. It drags in two Hadoop
/// jars whose classes it extends; no Hadoop configuration, file system or codec is ever made, so
/// nothing else of Hadoop is needed. That holds as long as [dev.belady.parquet.PageCodecs] serves
/// both directions and files are opened with [org.apache.parquet.conf.PlainParquetConfiguration].
///
/// This module lives on the class path: the parquet-java jars split packages among them
/// (`org.apache.parquet.io` is in two), which the module path forbids.
@NullMarked
package dev.belady.parquet;

import org.jspecify.annotations.NullMarked;
