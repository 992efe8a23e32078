// Stan's own mean-field ADVI, with the defaults of CmdStan, for one compiled model.
//
// Compiled by stan_advi.py together with the C++ that stanc made of the model; the headers are those of the httpstan
// wheel. Usage: program DATA.json OUT.csv SEED
#include <stan/callbacks/interrupt.hpp>
#include <stan/callbacks/stream_logger.hpp>
#include <stan/callbacks/stream_writer.hpp>
#include <stan/io/empty_var_context.hpp>
#include <stan/io/json/json_data.hpp>
#include <stan/services/experimental/advi/meanfield.hpp>

#include <fstream>
#include <iostream>

stan::model::model_base& new_model(stan::io::var_context& data_context, unsigned int seed, std::ostream* msg_stream);

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: " << argv[0] << " DATA.json OUT.csv SEED\n";
    return 2;
  }
  std::ifstream data_file(argv[1]);
  stan::json::json_data data(data_file);
  std::ofstream out(argv[2]);
  unsigned int seed = std::stoul(argv[3]);
  stan::model::model_base& model = new_model(data, seed, &std::cerr);

  stan::io::empty_var_context init;
  stan::callbacks::interrupt interrupt;
  stan::callbacks::stream_logger logger(std::cerr, std::cerr, std::cerr, std::cerr, std::cerr);
  stan::callbacks::writer nowhere;
  stan::callbacks::stream_writer parameters(out, "# ");
  int grad_samples = 1, elbo_samples = 100, iterations = 10000, adapt_iterations = 50, eval_elbo = 100, draws = 1000;
  double init_radius = 2, tol_rel_obj = 0.01, eta = 1;
  return stan::services::experimental::advi::meanfield(
      model, init, seed, 1, init_radius, grad_samples, elbo_samples, iterations, tol_rel_obj, eta, true,
      adapt_iterations, eval_elbo, draws, interrupt, logger, nowhere, parameters, nowhere);
}
