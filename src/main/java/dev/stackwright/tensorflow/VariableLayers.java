package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Layers whose kernels are variables. */
public abstract class VariableLayers extends TensorLayers {

    final Variables variables;
    private final Map<String, Trained> trained = new LinkedHashMap<>();

    VariableLayers(Ops tf, Variables variables) {
        super(tf);
        this.variables = variables;
    }

    /** Everything drawn so far that training moves. */
    public final List<Trained> trained() {
        return new ArrayList<>(trained.values());
    }

    /** To be run with each training step, beside what moves the weights. */
    public List<Op> updates() {
        return List.of();
    }

    final Operand<TFloat32> train(Trained one) {
        return trained.computeIfAbsent(one.name(), name -> one).target();
    }

    @Override
    final Operand<TFloat32> kernel(String name) {
        return train(Trained.plain(name, variables.named(name)));
    }
}
