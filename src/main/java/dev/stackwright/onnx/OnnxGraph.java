package dev.stackwright.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.stackwright.network.FloatArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An ONNX graph while it is drawn. A node has one output, which has the node's name. Drawn by one thread. */
final class OnnxGraph {

    /** The number of images, known when the model runs. */
    static final long ANY = -1;

    /** Of December 2022: read by every ONNX Runtime since 1.14. */
    static final long OPERATORS = 17;

    private static final long INTERMEDIATE_REPRESENTATION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("stackwright");
    private final Set<String> names = new HashSet<>();

    /**
     * Adds a node of the standard operators.
     *
     * @return the name of its output, which is {@code name}
     */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(unused(name))
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(List.of(attributes)));
        return name;
    }

    String floats(String name, FloatArray array) {
        ByteBuffer bytes =
                ByteBuffer.allocate(array.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(array.values());
        return constant(name, TensorProto.DataType.FLOAT, array.shape(), bytes);
    }

    /** A constant without dimensions. */
    String scalar(String name, float value) {
        return floats(name, new FloatArray(new long[0], new float[] {value}));
    }

    String integers(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, TensorProto.DataType.INT64, new long[] {values.length}, bytes);
    }

    private String constant(String name, TensorProto.DataType type, long[] shape, ByteBuffer bytes) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(unused(name)).setDataType(type.getNumber());
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        ByteString raw = UnsafeByteOperations.unsafeWrap(bytes);
        graph.addInitializer(tensor.setRawData(raw));
        return name;
    }

    String input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(described(unused(name), type, shape));
        return name;
    }

    void output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(described(name, type, shape));
    }

    private static ValueInfoProto described(String name, TensorProto.DataType type, long[] shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long dimension : shape) {
            if (dimension == ANY) {
                dimensions.addDimBuilder().setDimParam("n");
            } else {
                dimensions.addDimBuilder().setDimValue(dimension);
            }
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(dimensions)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private String unused(String name) {
        if (!names.add(name)) {
            throw new IllegalStateException("expected a name that the graph has not yet, found " + name);
        }
        return name;
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(INTERMEDIATE_REPRESENTATION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
                .setProducerName("stackwright")
                .setGraph(graph)
                .build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }
}
