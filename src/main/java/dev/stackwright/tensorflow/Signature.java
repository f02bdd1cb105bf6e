package dev.stackwright.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** The signature of a served model. TensorFlow Java has no public way to make one with types and shapes. */
final class Signature {

    static final String TAG = "serve";
    static final String NAME = "serving_default";
    private static final String METHOD = "tensorflow/serving/predict";

    private Signature() {}

    static SignatureDef of(ModelGraph graph) {
        SignatureDef.Builder signature = SignatureDef.newBuilder()
                .setMethodName(METHOD)
                .putInputs(ModelGraph.PIXELS, info(graph.pixels(), DataType.DT_UINT8))
                .putOutputs(ModelGraph.PROBABILITIES, info(graph.probabilities(), DataType.DT_FLOAT));
        for (int m = 0; m < graph.members().size(); m++) {
            signature.putOutputs(ModelGraph.MEMBER + m, info(graph.members().get(m), DataType.DT_FLOAT));
        }
        return signature.build();
    }

    private static TensorInfo info(Operand<?> operand, DataType type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        Shape known = operand.shape();
        for (int i = 0; i < known.numDimensions(); i++) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(known.get(i)));
        }
        return TensorInfo.newBuilder()
                .setName(operand.op().name() + ":0")
                .setDtype(type)
                .setTensorShape(shape)
                .build();
    }
}
