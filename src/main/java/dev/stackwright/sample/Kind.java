package dev.stackwright.sample;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A kind of object; the label of a picture, and the only thing that the label says. */
public enum Kind {
    CROSS("crosses") {
        @Override
        Shape outline() {
            Path2D both = new Path2D.Double();
            both.moveTo(-1, 0);
            both.lineTo(1, 0);
            both.moveTo(0, -1);
            both.lineTo(0, 1);
            return new BasicStroke(0.45f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER).createStrokedShape(both);
        }
    },
    RING("rings") {
        @Override
        Shape outline() {
            return new BasicStroke(0.4f).createStrokedShape(new Ellipse2D.Double(-0.8, -0.8, 1.6, 1.6));
        }
    },
    TRIANGLE("triangles") {
        @Override
        Shape outline() {
            Path2D corners = new Path2D.Double();
            for (int corner = 0; corner < 3; corner++) {
                double angle = 2 * Math.PI * corner / 3;
                if (corner == 0) {
                    corners.moveTo(Math.cos(angle), Math.sin(angle));
                } else {
                    corners.lineTo(Math.cos(angle), Math.sin(angle));
                }
            }
            corners.closePath();
            return corners;
        }
    };

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** The folder name, e.g. {@code rings}. */
    public String label() {
        return label;
    }

    /** The outline about the origin; no point is farther from it than 1.05. */
    abstract Shape outline();
}
