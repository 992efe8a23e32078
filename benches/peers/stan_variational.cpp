// Stan's own ADVI and Pathfinder, with the defaults of CmdStan, for one compiled model.
//
// Compiled by stan_variational.py together with the C++ that stanc made of the model; the headers are those of the
// httpstan wheel. Usage: program meanfield|fullrank|pathfinder DATA.json OUT.csv SEED DRAWS
#include <stan/callbacks/interrupt.hpp>
#include <stan/callbacks/stream_logger.hpp>
#include <stan/callbacks/stream_writer.hpp>
#include <stan/callbacks/structured_writer.hpp>
#include <stan/callbacks/unique_stream_writer.hpp>
#include <stan/io/empty_var_context.hpp>
#include <stan/io/json/json_data.hpp>
#include <stan/model/model_header.hpp>
#include <stan/services/experimental/advi/fullrank.hpp>
#include <stan/services/experimental/advi/meanfield.hpp>
#include <stan/services/pathfinder/multi.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

stan::model::model_base& new_model(stan::io::var_context& data_context, unsigned int seed, std::ostream* msg_stream);

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: " << argv[0] << " meanfield|fullrank|pathfinder DATA.json OUT.csv SEED DRAWS\n";
    return 2;
  }
  std::string algorithm(argv[1]);
  std::ifstream data_file(argv[2]);
  stan::json::json_data data(data_file);
  auto out = std::make_unique<std::ofstream>(argv[3]);
  unsigned int seed = std::stoul(argv[4]);
  int draws = std::stoi(argv[5]);
  stan::model::model_base& model = new_model(data, seed, &std::cerr);

  stan::io::empty_var_context init;
  stan::callbacks::interrupt interrupt;
  stan::callbacks::stream_logger logger(std::cerr, std::cerr, std::cerr, std::cerr, std::cerr);
  stan::callbacks::writer nowhere;
  double init_radius = 2;
  if (algorithm == "pathfinder") {
    int paths = 4, history = 5, path_draws = 1000, elbo_samples = 25, iterations = 1000;
    double init_alpha = 0.001, tol_obj = 1e-12, tol_rel_obj = 1e4, tol_grad = 1e-8, tol_rel_grad = 1e7,
           tol_param = 1e-8;
    std::vector<std::unique_ptr<stan::io::empty_var_context>> inits;
    for (int i = 0; i < paths; ++i) {
      inits.push_back(std::make_unique<stan::io::empty_var_context>());
    }
    std::vector<stan::callbacks::writer> init_writers(paths), path_writers(paths);
    std::vector<stan::callbacks::structured_writer> diagnostics(paths);
    stan::callbacks::structured_writer diagnostic;
    stan::callbacks::unique_stream_writer<std::ofstream> parameters(std::move(out), "# ");
    return stan::services::pathfinder::pathfinder_lbfgs_multi(
        model, inits, seed, 1, init_radius, history, init_alpha, tol_obj, tol_rel_obj, tol_grad, tol_rel_grad,
        tol_param, iterations, elbo_samples, path_draws, draws, paths, false, 0, interrupt, logger, init_writers,
        path_writers, diagnostics, parameters, diagnostic);
  }
  stan::callbacks::stream_writer parameters(*out, "# ");
  int grad_samples = 1, elbo_samples = 100, iterations = 10000, adapt_iterations = 50, eval_elbo = 100;
  double tol_rel_obj = 0.01, eta = 1;
  if (algorithm == "fullrank") {
    return stan::services::experimental::advi::fullrank(
        model, init, seed, 1, init_radius, grad_samples, elbo_samples, iterations, tol_rel_obj, eta, true,
        adapt_iterations, eval_elbo, draws, interrupt, logger, nowhere, parameters, nowhere);
  }
  return stan::services::experimental::advi::meanfield(
      model, init, seed, 1, init_radius, grad_samples, elbo_samples, iterations, tol_rel_obj, eta, true,
      adapt_iterations, eval_elbo, draws, interrupt, logger, nowhere, parameters, nowhere);
}
