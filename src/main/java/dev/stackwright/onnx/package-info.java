/** Networks and ensembles as ONNX models, and answers by ONNX Runtime on a CPU. */
@NullMarked
package dev.stackwright.onnx;

import org.jspecify.annotations.NullMarked;
